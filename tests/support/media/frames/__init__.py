"""Frames of films: decoded ones, and films and frames with changing shapes and other colours."""
