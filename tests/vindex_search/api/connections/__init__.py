"""Tests of vindex_search.api.connections."""
