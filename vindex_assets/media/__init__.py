"""Pure functions over video files: no Dagster, no network."""
