"""Saved searches: what new and changed videos have for them, told once, by webhook, feed and page."""
