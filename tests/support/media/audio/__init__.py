"""Recordings in the format that recognisers read, and sounds in which nobody speaks."""
