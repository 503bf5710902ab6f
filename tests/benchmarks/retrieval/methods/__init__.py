"""Tests of the plain methods."""
