"""What runs, waits and has failed, as JSON."""
