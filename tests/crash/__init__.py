"""Tests that kill processes and check that nothing is lost."""
