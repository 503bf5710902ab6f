"""A request for every operation of the service about a video of a workspace, for the cross-workspace suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.integration.workspaces.alerts_requests import ALERTS_REQUESTS
from tests.integration.workspaces.chapter_requests import CHAPTERS
from tests.integration.workspaces.correction_requests import CORRECTIONS
from tests.integration.workspaces.export_requests import EXPORT_REQUESTS
from tests.integration.workspaces.previews_requests import PREVIEWS
from tests.integration.workspaces.sharing_requests import SHARING_REQUESTS
from tests.support.http.clip_requests import CLIP_REQUESTS
from tests.support.http.video_requests import SendRequest, VideoName, get, post_picture
from vindex_search.videos.facets.names import FACETS

OTHER: Final = "tea"  # who asks; `team` begins with it
UNKNOWN_VIDEO: Final = VideoName("teams--tides-0123456789", "teams")  # sorts among the ids of `team`

REQUESTS: Final[Mapping[str, tuple[SendRequest, ...]]] = {
    **EXPORT_REQUESTS,
    "GET /v1/search": (
        get("/v1/search", q="moon and ocean"),
        get("/v1/search", q="moon and ocean", video_id="{video_id}"),
        get("/v1/search", q="moon and ocean", video_id="{video_id}", order="time", curve="true"),
        get("/v1/search", q="moon and ocean", workspace="{workspace}"),
        get("/v1/search", q="moon and ocean", explain="true"),
        get("/v1/search", q='"moon pulls"'),
        get("/v1/search", q="moon", like="{video_id}@0.5"),
        get("/v1/search", like="{video_id}@0.5"),
        get("/v1/search", q="moon and ocean", facets=",".join(FACETS)),
        get("/v1/search", q="moon and ocean", facets="workspace,tag", workspace="{workspace}"),
    ),
    "POST /v1/search": (
        post_picture(),
        post_picture(q="moon and ocean"),
        post_picture(video_id="{video_id}"),
        post_picture(video_id="{video_id}", order="time", curve="true"),
        post_picture(workspace="{workspace}"),
        post_picture(like="{video_id}@0.5"),
    ),
    "GET /v1/suggest": (
        get("/v1/suggest", q="tid"),
        get("/v1/suggest", q="tidse"),
        get("/v1/suggest", q="tides", workspace="{workspace}"),
    ),
    "GET /v1/status": (get("/v1/status"),),
    "GET /v1/videos": (
        get("/v1/videos"),
        get("/v1/videos", status="indexed", limit="1"),
        get("/v1/videos", workspace="{workspace}"),
        get("/v1/videos", after="{video_id}"),
        get("/v1/videos", facets=",".join(FACETS), limit="1"),
        get("/v1/videos", facets="workspace", workspace="{workspace}"),
    ),
    "GET /v1/videos/{video_id}": (get("/v1/videos/{video_id}"),),
    "GET /v1/videos/{video_id}/history": (
        get("/v1/videos/{video_id}/history"),
        get("/v1/videos/{video_id}/history", after="r1"),
    ),
    "GET /v1/report": (get("/v1/report"), get("/v1/report", workspace="{workspace}")),
    "DELETE /v1/videos/{video_id}": (
        lambda client, about: client.delete(f"/v1/videos/{about.video_id}"),
        lambda client, about: client.delete(f"/v1/videos/{about.video_id}", params={"upload": "true"}),
    ),
    "POST /v1/videos/{video_id}/retry": (lambda client, about: client.post(f"/v1/videos/{about.video_id}/retry"),),
    "POST /v1/videos/{video_id}/cancel": (lambda client, about: client.post(f"/v1/videos/{about.video_id}/cancel"),),
    "PUT /v1/videos/{video_id}/priority": (
        lambda client, about: client.put(f"/v1/videos/{about.video_id}/priority", json={"priority": "high"}),
    ),
    "POST /v1/workspaces/{workspace}/pause": (
        lambda client, about: client.post(f"/v1/workspaces/{about.workspace}/pause"),
    ),
    "POST /v1/workspaces/{workspace}/resume": (
        lambda client, about: client.post(f"/v1/workspaces/{about.workspace}/resume"),
    ),
    **CHAPTERS,
    "GET /v1/videos/{video_id}/media": (get("/v1/videos/{video_id}/media"),),
    "GET /v1/videos/{video_id}/transcript.vtt": (get("/v1/videos/{video_id}/transcript.vtt"),),
    "GET /v1/videos/{video_id}/transcript.srt": (get("/v1/videos/{video_id}/transcript.srt"),),
    "GET /v1/videos/{video_id}/transcript.json": (get("/v1/videos/{video_id}/transcript.json"),),
    "GET /v1/videos/{video_id}/storyboard.vtt": (get("/v1/videos/{video_id}/storyboard.vtt"),),
    "GET /v1/videos/{video_id}/storyboard/{sheet}.jpg": (get("/v1/videos/{video_id}/storyboard/000.jpg"),),
    "POST /v1/uploads": (
        lambda client, about: client.post(
            "/v1/uploads", json={"workspace": about.workspace, "name": "tides.mp4", "size": 9}
        ),
    ),
    "PUT /v1/uploads/{workspace}/{path}": (
        lambda client, about: client.put(f"/v1/uploads/{about.workspace}/tides.mp4", content=b"x"),
        lambda client, about: client.put(
            f"/v1/uploads/{about.workspace}/tides.mp4", params={"replace": "true"}, content=b"x"
        ),
    ),
    **CLIP_REQUESTS,
    **SHARING_REQUESTS,
    **CORRECTIONS,
    **PREVIEWS,
    **ALERTS_REQUESTS,
}
PUBLIC: Final = {"GET /healthz", "GET /readyz", "POST /v1/session", "DELETE /v1/session"}  # reveal nothing of a library
WHOLE_LIBRARY: Final = {"GET /metrics", "GET /v1/workers"}  # cover all of it: refused to keys of workspaces
# Parameters that can name no video and no workspace.
HARMLESS: Final = {
    *("q", "channels", "limit", "status", "t", "tag", "language", "speaker", "uploaded_after", "uploaded_before"),
    *("person", "place", "attribute", "recorded_after", "recorded_before"),
    *("from_s", "to_s", "explain", "format", "cursor", "replace", "upload", "duration_from", "duration_to"),
    *("failed_asset", "failure_kind", "reason", "model_set", "older_than", "younger_than", "what", "number", "points"),
    "before",
}
# Routes outside `/openapi.json`: the page, its files, MCP and the documentation.
UNDOCUMENTED: Final = {
    "/",
    "/mcp",
    "/v/{video_id}",
    "/embed/{video_id}",
    "/lists",
    "/s/{token}",
    "/s/{token}/embed",
    "/web",
    "/openapi.json",
    "/docs",
    "/docs/oauth2-redirect",
    "/static-offline-docs",
}
