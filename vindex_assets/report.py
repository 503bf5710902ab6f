"""What the command line shows of a library: videos, models, and the doctor's findings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from vindex_assets.text.engines import require
from vindex_search.contract import CHANNELS
from vindex_search.door.keys import KeyFacts
from vindex_search.index.lock import owner_url
from vindex_search.ledger_report import read_report
from vindex_search.live import library_store
from vindex_search.models.catalogue import SETS, model_set
from vindex_search.models.weights import missing
from vindex_search.routes.video_out import VideoOut, VideosAnswer
from vindex_search.routes.videos import MOST_VIDEOS, videos_answer
from vindex_search.service import SearchService
from vindex_search.settings import settings
from vindex_search.videos import Wanted

PACKAGES: Final = (
    *("dagster", "dagster-webserver", "dagster-aws", "decord", "whisperx"),
    *("transformers", "torch", "qdrant-client", "polars"),
)
GOOD, BAD, NOTE = "ok  ", "BAD ", "note"


def videos_page(*, failed: bool) -> VideosAnswer:
    """The first page of videos as the HTTP API gives it, read from the store: no service is needed."""
    wanted = Wanted(status="failed" if failed else None)
    return videos_answer(SearchService(settings()), wanted, limit=MOST_VIDEOS)


def video_lines(page: VideosAnswer) -> str:
    """One line a video: id, status, object key, the reason where it failed, and its points by channel."""
    if not page.videos:
        return "no videos"
    wide = max(len(video.video_id) for video in page.videos)
    return "\n".join(
        f"{video.video_id:{wide}}  {video.status:10}  {video.object_key}{_beside(video)}" for video in page.videos
    )


def _beside(video: VideoOut) -> str:
    """Why it failed, and how complete its channels are."""
    said = [video.reason] if video.reason else []
    return "".join(f"  {part}" for part in [*said, *([_channels([video])] if video.channels else [])])


def _channels(videos: Sequence[VideoOut]) -> str:
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
        lacking = {lack.model.id for lack in missing(models, models_dir=settings().models_dir)}
        lines.append(f"{name}  (collection vindex-{models.fingerprint})")
        for model in models.models:
            state = "missing" if model.id in lacking else "here"
            lines.append(f"  {state:8} {model.kind:7} {model.id}@{model.revision[:12]}  {model.licence}")
    return "\n".join(lines)


def key_lines(keys: Sequence[KeyFacts]) -> str:
    """One line a key: id, name, when it was made, scopes, workspaces."""
    if not keys:
        return "no keys: the service answers this machine alone, and everybody on it"
    wide = max(len(key.name) for key in keys)
    return "\n".join(
        f"{key.id}  {key.name:{wide}}  {key.created_at}  {', '.join(key.scopes)}  in {_places(key)}" for key in keys
    )


def _places(key: KeyFacts) -> str:
    return ", ".join(key.workspaces) or "every workspace"


def keys_json(keys: Sequence[KeyFacts]) -> str:
    """What may be told about keys, as a JSON list."""
    return json.dumps([key.model_dump(mode="json", include=set(KeyFacts.model_fields)) for key in keys])


def doctor_lines() -> tuple[str, bool]:
    """The findings, one a line, and whether nothing is bad."""
    findings = [*_packages(), _device(), *_models(), *_library()]
    return "\n".join(f"{mark} {text}" for mark, text in findings), all(mark != BAD for mark, _ in findings)


def _packages() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in PACKAGES:
        try:
            found.append((GOOD, f"{name} {version(name)}"))
        except PackageNotFoundError:
            found.append((BAD, f"{name} is not installed: run make setup"))
    return found


def _device() -> tuple[str, str]:
    from vindex_search.models.cache import device

    return GOOD, f"models run on {device()}"


def _models() -> list[tuple[str, str]]:
    models = model_set(settings().models, speakers=settings().speakers)
    found = [(GOOD, f"model set {models.name}, collection vindex-{models.fingerprint}")]
    if models.why_no_vision:
        found.append((NOTE, models.why_no_vision))
    found += [(BAD, str(lack)) for lack in missing(models, models_dir=settings().models_dir)]
    try:
        require(settings().screen_language, models_dir=settings().models_dir)
    except (LookupError, ValueError) as lack:
        found.append((BAD, str(lack)))
    return found


def _library() -> list[tuple[str, str]]:
    owner = owner_url(settings().index_dir)
    page = videos_page(failed=False)
    failed = [
        (NOTE, f"failed: {video.object_key}: {video.reason}") for video in page.videos if video.status == "failed"
    ]
    return [
        (GOOD, f"uploads {settings().uploads_root}"),
        (GOOD, f"store {settings().store_root}"),
        (GOOD, f"search service at {owner}") if owner else (NOTE, "no search service is running"),
        (GOOD, f"{sum(video.status == 'indexed' for video in page.videos)} of {len(page.videos)} videos indexed"),
        (GOOD, f"points by channel: {_channels(page.videos)}"),
        *_completeness(),
        *failed,
    ]


def _completeness() -> list[tuple[str, str]]:
    """What the last check for missing things found."""
    report = read_report(library_store(settings()))
    if report is None:
        return [(NOTE, "it was not checked yet whether anything is missing: Dagster's schedule completeness does it")]
    seen = f"checked at {report.at}, {report.looked_at} of {report.videos} videos closely"
    if not report.count():
        return [(GOOD, f"nothing is missing: {seen}")]
    found = [(NOTE, f"missing: {one.video_id}: {one.reason} ({one.done})") for one in report.missing]
    return [(NOTE, f"{report.count()} videos lack something: {seen}"), *found]
