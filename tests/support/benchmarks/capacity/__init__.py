"""Parts for tests of the capacity plan."""
