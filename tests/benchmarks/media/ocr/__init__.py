"""Tests of how screen text is compared."""
