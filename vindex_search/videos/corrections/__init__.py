"""Corrections of videos as deeds: made, undone, listed, and published to the index by the service."""
