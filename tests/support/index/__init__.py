"""Points, hits and an in-memory server for tests of the index."""
