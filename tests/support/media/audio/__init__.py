"""Recordings as recognisers read them, sounds in which nobody speaks, films of several tracks or channels."""
