"""How the tables came to be, step by step. `Database.open` takes every step that is missing."""
