"""Chapters that are made, beside people's headings; and which questions name a chapter."""
