"""Tests of the pure parts of the benchmarks; none of them times anything."""
