"""Frequent phrases: which words of a video belong together, counted once for each generation."""
