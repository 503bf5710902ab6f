"""Decoding, reading the screen and hearing: what their cases run."""
