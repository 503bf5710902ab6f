"""Subtitle tracks and sidecar files as cues."""
