"""Runs of Dagster: an installation that is measured, and what runs and steps cost."""
