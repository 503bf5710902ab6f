"""Tests of the cutting itself."""
