"""Corrections applied: found again by time and text, laid over tables, and made into points."""
