"""Who may come in: keys, limits, addresses, and what is refused before a route sees it."""
