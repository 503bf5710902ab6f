"""Tests of the word errors."""
