"""Candidate windows around a second, and the model that judges them."""
