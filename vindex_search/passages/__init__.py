"""Passages: the sentences of a transcript in the units that are embedded and searched. Pure."""
