"""Libraries of their own for tests."""
