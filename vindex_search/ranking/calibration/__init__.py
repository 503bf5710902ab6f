"""What scores mean: how high questions score that the library does not answer."""
