"""Parts for tests of the benchmarks."""
