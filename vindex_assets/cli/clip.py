"""A clip made on this machine, without a service: times as people write them, and the file in its place."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from vindex_search.clips.asked import ClipAsked, ClipRefused
from vindex_search.clips.cut.task import ClipFormat
from vindex_search.clips.make import make_clip
from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.models.active_set import library_store
from vindex_search.sandbox.failures import VideoFailure
from vindex_search.settings import Settings
from vindex_search.storage.bucket import open_bucket
from vindex_search.videos.video import Video, get_video

TIME: Final = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:\.\d{1,6})?)")
FORMATS: Final[tuple[ClipFormat, ...]] = get_args(ClipFormat)


def parse_time(text: str) -> float:
    """Seconds of a time such as 83.5, 1:23.5 or 0:01:23.5.

    Raises:
        ValueError: it is none.
    """
    match = TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no time; allowed are seconds, m:ss and h:mm:ss, with decimals")
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def cut_to_file(settings: Settings, video_id: str, asked: ClipAsked, output: Path) -> str:
    """Make a clip and put it at `output`, its subtitles as `.vtt` beside it; returns a line that says what was made.

    Raises:
        ValueError: it cannot be made; the message says why.
    """
    asked = replace(asked, format=_format_of(output))
    store = library_store(settings)
    bucket = open_bucket(settings.uploads_root, endpoint=settings.s3_endpoint, encryption=settings.encryption)
    video = _video(get_video(store, video_id) if VIDEO_ID_PATTERN.fullmatch(video_id) else None, video_id)
    with tempfile.TemporaryDirectory(prefix="vindex-clip-") as folder:
        try:
            made = make_clip(store, bucket, video, asked, Path(folder), lambda _share: None)
        except VideoFailure as failure:
            raise ClipRefused(failure.reason) from None
        _put(made.file, output)
        if made.captions:
            _put(made.captions, output.with_suffix(".vtt"))
    note = f" ({made.note})" if made.note else ""
    return f"{output}: {video.title}, {made.start_s:.3f} to {made.end_s:.3f} s{note}"


def _format_of(output: Path) -> ClipFormat:
    found = next((kind for kind in FORMATS if output.suffix.lower() == f".{kind}"), None)
    if found is None:
        raise ClipRefused(f"{output.name!r} has no suffix of a clip; allowed are .mp4, .m4a and .gif")
    return found


def _video(video: Video | None, video_id: str) -> Video:
    if video is None:
        raise ClipRefused(f"there is no video {video_id!r} here; `vindex videos` lists them")
    return video


def _put(file: Path, target: Path) -> None:
    """Copy a file beside its place, and then into it."""
    draft = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(file, draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
