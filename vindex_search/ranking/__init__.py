"""Hits to moments: rank fusion, relevance curves, windows, confidence. Pure functions."""
