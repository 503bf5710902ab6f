"""Queries by example: a picture, or a position in a video."""
