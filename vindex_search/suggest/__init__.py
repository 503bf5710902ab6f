"""Suggestions as one types: titles, tags, chapters and frequent phrases, by prefix and with one typo."""
