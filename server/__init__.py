"""The only part that talks to the world: sockets, storage, tokens, pages."""
