"""Requests about the clips of a video of a workspace, for the tests of what other workspaces are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.support.http.video_requests import SendRequest, get
from vindex_search.clips.asked import ClipAsked, job_id

# The job that the first request asks for, of a revision that is not known here: found by nobody, whoever asks.
JOB: Final = job_id("team--tides-0123456789", "", ClipAsked(0.0, 1.0)).rpartition(".")[2]

CLIP_REQUESTS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "POST /v1/videos/{video_id}/clips": (
        lambda client, about: client.post(f"/v1/videos/{about.video_id}/clips", json={"start": 0, "end": 1}),
    ),
    "GET /v1/clips/{job}": (get(f"/v1/clips/{{video_id}}.{JOB}"),),
    "GET /v1/clips/{job}/file": (get(f"/v1/clips/{{video_id}}.{JOB}/file"),),
    "GET /v1/clips/{job}/subtitles.vtt": (get(f"/v1/clips/{{video_id}}.{JOB}/subtitles.vtt"),),
}
