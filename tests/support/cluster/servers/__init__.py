"""Servers of other projects that a test starts for itself, on free ports, and ends: Redis and PostgreSQL."""
