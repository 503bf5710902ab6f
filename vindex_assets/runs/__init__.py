"""Dagster's runs, partitions, instance and executor."""
