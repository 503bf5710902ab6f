"""Tests of the retrieval benchmark: its reading, its measures, its plain methods, what it keeps."""
