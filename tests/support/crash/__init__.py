"""Processes that end at a crash point, and what must hold of a library afterwards."""
