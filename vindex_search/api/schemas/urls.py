"""Addresses of the page and of pictures, as answers of the HTTP API and of the tools for agents hold them."""

from __future__ import annotations

from urllib.parse import quote_plus

from vindex_search.videos.video import Video


def play_url(video_id: str, at_s: float, query: str = "") -> str:
    """The page's address that starts a video at a time."""
    return f"/v/{video_id}?t={at_s:.2f}{f'&q={quote_plus(query)}' if query else ''}"


def thumbnail_url(video: Video, at_s: float) -> str | None:
    """Address of the frame on screen at a time; None for a video without pictures."""
    return f"/v1/videos/{video.video_id}/thumbnail?t={at_s:.2f}" if video.has_frames else None
