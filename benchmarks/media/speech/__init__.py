"""Speech recognition: word errors, word times, speed and memory."""
