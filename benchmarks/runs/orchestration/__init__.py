"""What Dagster and our step cost where there is nothing to do: runs of the whole graph with empty steps."""
