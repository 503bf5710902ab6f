"""Subtitles: sidecar files and embedded text streams, as normalised cues."""
