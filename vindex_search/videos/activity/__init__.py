"""What runs, waits and has failed: progress of videos, their history, workers, the queue; read, never written."""
