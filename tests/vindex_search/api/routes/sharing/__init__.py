"""Tests of lists and shared links on the page."""
