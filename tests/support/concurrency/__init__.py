"""Threads in tests: waiting for a condition, and two of them at one lock."""
