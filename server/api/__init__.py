"""The REST API under `/api/v1`: `routes` lists every operation, one module for each subject answers them."""
