"""URLs of the player page, of thumbnails and of runs, for the HTTP API and the MCP tools."""

from __future__ import annotations

from urllib.parse import quote_plus

from vindex_search.videos.video import Video


def play_url(video_id: str, at_s: float, query: str = "") -> str:
    """URL of the page that plays a video from a time."""
    return f"/v/{video_id}?t={at_s:.2f}{f'&q={quote_plus(query)}' if query else ''}"


def run_url(dagster_url: str, run_id: str) -> str:
    """URL of a run in Dagster's UI, which has the base URL `dagster_url`."""
    return f"{dagster_url.rstrip('/')}/runs/{run_id}"


def poster_url(video: Video) -> str | None:
    """URL of the picture of a video; None for a video without frames."""
    return f"/v1/videos/{video.video_id}/thumbnail" if video.has_frames else None


def thumbnail_url(video: Video, at_s: float) -> str | None:
    """URL of the frame on screen at a time; None for a video without frames."""
    return f"/v1/videos/{video.video_id}/thumbnail?t={at_s:.2f}" if video.has_frames else None
