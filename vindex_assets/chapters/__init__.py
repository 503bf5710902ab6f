"""Chapters of a video: from its file or a sidecar, else made of its slides or of the course of its subjects. Pure."""
