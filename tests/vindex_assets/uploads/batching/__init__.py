"""Tests of the planning of runs: examples, priorities, and properties."""
