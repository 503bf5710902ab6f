"""Requests for the corrections of a video and of a workspace's speakers, for the cross-workspace suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.support.http.video_requests import SendRequest, get

LINE: Final = {"kind": "transcript", "before": "moon", "after": "sun", "start_s": 0.0, "end_s": 1.0}
SPEAKER: Final = {"kind": "speaker", "before": "SPEAKER_00", "after": "Ann"}
UNKNOWN_ID: Final = "0123456789ab-01234567"

CORRECTIONS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    "GET /v1/videos/{video_id}/corrections": (get("/v1/videos/{video_id}/corrections"),),
    "POST /v1/videos/{video_id}/corrections": (
        lambda client, about: client.post(f"/v1/videos/{about.video_id}/corrections", json=LINE),
        lambda client, about: client.post(f"/v1/videos/{about.video_id}/corrections", json=SPEAKER),
    ),
    "DELETE /v1/videos/{video_id}/corrections/{correction_id}": (
        lambda client, about: client.delete(f"/v1/videos/{about.video_id}/corrections/{UNKNOWN_ID}"),
    ),
    "PUT /v1/workspaces/{workspace}/speakers/{label}": (
        lambda client, about: client.put(f"/v1/workspaces/{about.workspace}/speakers/SPEAKER_00", json={"name": "Ann"}),
    ),
    **{
        f"GET /v1/videos/{{video_id}}/transcript.{form}": (
            get(f"/v1/videos/{{video_id}}/transcript.{form}"),
            get(f"/v1/videos/{{video_id}}/transcript.{form}", corrections="false"),
        )
        for form in ("vtt", "srt", "ttml", "json")
    },
}
