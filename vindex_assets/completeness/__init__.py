"""What every video should have, compared with what it has, and the repair of the difference."""
