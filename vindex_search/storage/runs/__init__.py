"""What runs leave in the store: heartbeats and the history of their steps."""
