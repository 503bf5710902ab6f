"""Tests of Dagster's UI behind its door, in a real Chromium."""
