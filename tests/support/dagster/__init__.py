"""Dagster's daemon and sensor by hand, and processes that are killed."""
