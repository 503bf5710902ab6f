"""How rarely a saved search may be wrong, and what the library's background has to say about that. Pure."""
