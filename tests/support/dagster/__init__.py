"""Dagster's daemon and sensor under a test's control, and processes that are killed."""
