"""Search quality on captioned lectures: every retrieval method in one table."""
