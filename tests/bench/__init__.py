"""Measurements made by hand: `make bench ARGS=forwarding`. Nothing passes or fails (docs/performance.md)."""
