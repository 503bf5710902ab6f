"""Dagster's UI behind a door of ours: its web application in this process, its daemon and code servers beside it."""
