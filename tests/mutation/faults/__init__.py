"""The faults that can be put into a file, and where in it."""
