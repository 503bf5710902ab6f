"""What the command line prints of a library: videos, models and keys."""

from __future__ import annotations

import json
from collections.abc import Sequence

from vindex_search.api.schemas.videos import MAX_VIDEOS, VideoOut, VideosAnswer, videos_answer
from vindex_search.auth.api_keys import ApiKeyInfo
from vindex_search.contract.ids import CHANNELS
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.models.catalogue import SETS, model_set
from vindex_search.models.weights import WeightsLocator
from vindex_search.settings import settings
from vindex_search.videos.video import VideoFilter


def first_videos_page(*, failed: bool) -> VideosAnswer:
    """The first page of videos as the HTTP API gives it, read from the store: no index and no model is opened."""
    store = open_store(settings(), active_model_set(settings()))
    return videos_answer(store, settings(), VideoFilter(status="failed" if failed else None), limit=MAX_VIDEOS)


def video_lines(page: VideosAnswer) -> str:
    """One line a video: id, status, object key, the reason where it failed, and its points by channel."""
    if not page.videos:
        return "no videos"
    wide = max(len(video.video_id) for video in page.videos)
    return "\n".join(
        f"{video.video_id:{wide}}  {video.status:10}  {video.object_key}{_video_details(video)}" for video in page.videos
    )


def _video_details(video: VideoOut) -> str:
    """Why it failed, and how complete its channels are."""
    said = [video.reason] if video.reason else []
    return "".join(f"  {part}" for part in [*said, *([channel_counts([video])] if video.channels else [])])


def channel_counts(videos: Sequence[VideoOut]) -> str:
    """Points by channel, all videos together, as in "speech 12, visual 28 of 30"."""
    known = [video.channels for video in videos if video.channels]
    sums = {
        name: (sum(one[name].present for one in known), sum(one[name].expected for one in known)) for name in CHANNELS
    }
    return ", ".join(f"{name} {has}" if has >= due else f"{name} {has} of {due}" for name, (has, due) in sums.items())


def model_lines() -> str:
    """Each set, its models with revision and licence, and whether their weights are here."""
    lines: list[str] = []
    for name in SETS:
        models = model_set(name, speakers=settings().speakers and name == settings().models)
        lacking = {problem.model.id for problem in WeightsLocator(settings().models_dir).missing(models)}
        lines.append(f"{name}  (collection vindex-{models.fingerprint})")
        for model in models.models:
            state = "missing" if model.id in lacking else "here"
            lines.append(f"  {state:8} {model.kind:7} {model.id}@{model.revision[:12]}  {model.licence}")
    return "\n".join(lines)


def key_lines(keys: Sequence[ApiKeyInfo]) -> str:
    """One line a key: id, name, when it was made, scopes, workspaces."""
    if not keys:
        return "no keys: the service answers this machine alone, and everybody on it"
    wide = max(len(key.name) for key in keys)
    return "\n".join(
        f"{key.id}  {key.name:{wide}}  {key.created_at}  {', '.join(key.scopes)}  in {_workspaces(key)}" for key in keys
    )


def _workspaces(key: ApiKeyInfo) -> str:
    return ", ".join(key.workspaces) or "every workspace"


def keys_json(keys: Sequence[ApiKeyInfo]) -> str:
    """What may be told about keys, as a JSON list."""
    return json.dumps([key.model_dump(mode="json", include=set(ApiKeyInfo.model_fields)) for key in keys])
