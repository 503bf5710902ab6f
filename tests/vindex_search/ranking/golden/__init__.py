"""Forty recorded queries with all their hits, and the moments that ranking is to make of them."""
