"""Exports, measured and read back by others."""
