"""Models: the catalogue of model sets, their weights on this machine, and the encoders that run them."""
