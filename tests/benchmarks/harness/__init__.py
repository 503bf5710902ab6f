"""Tests of the harness of benchmarks."""
