"""What the routes of runs take and return."""
