"""Tests of the simulated queue."""
