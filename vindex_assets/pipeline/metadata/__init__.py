"""What Dagster shows of a run and of what it made: metadata of materialisations, labels of runs, inert text."""
