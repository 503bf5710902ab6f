"""What runs, and those who steer them, leave for each other in the store: heartbeats, step attempts, control."""
