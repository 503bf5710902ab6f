"""Rules that hold for the whole tree, read from its source."""
