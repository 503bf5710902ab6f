"""Facets: how many videos have each value of an attribute, among those that a search or a list finds."""
