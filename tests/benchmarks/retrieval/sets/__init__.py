"""Tests of the sets and their questions."""
