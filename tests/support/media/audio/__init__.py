"""Recordings in the format that recognisers read, sounds in which nobody speaks, films with several audio tracks."""
