"""Object storage, and what lies in a store."""
