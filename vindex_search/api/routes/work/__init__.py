"""Routes about what runs, waits and has failed."""
