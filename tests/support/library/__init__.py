"""Temporary libraries for tests: uploads, store, index and a Dagster instance."""
