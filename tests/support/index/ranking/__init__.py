"""Recorded queries, and what ranking makes of them."""
