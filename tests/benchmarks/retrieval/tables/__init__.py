"""Tests of measures and tables."""
