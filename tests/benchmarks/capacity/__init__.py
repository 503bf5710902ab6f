"""Tests of what the capacity plan is measured with."""
