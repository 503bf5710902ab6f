"""The encoders and the one catalogue that names them."""
