"""Storage in SQL, on SQLite or PostgreSQL: `contract` says what may be asked of it, `opening` opens it."""
