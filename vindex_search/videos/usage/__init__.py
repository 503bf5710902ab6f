"""How much there is of a video: points in the index, bytes in the store."""
