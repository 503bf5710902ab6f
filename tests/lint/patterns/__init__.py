"""Finds the patterns of the tree, and those whose work may grow faster than the text that they see."""
