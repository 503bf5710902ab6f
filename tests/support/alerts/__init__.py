"""Saved searches, a library that something new comes to, and a receiver of webhooks."""
