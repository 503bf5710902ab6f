"""Tests of the capacity plan."""
