"""Makes one clip: the film from the bucket, cut by a child in the sandbox, as a file of a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vindex_search.clips.asked import ClipAsked, ClipRefused
from vindex_search.clips.captions import clip_vtt, lines_between
from vindex_search.clips.cut.task import CaptionLine, CutTask
from vindex_search.clips.fonts import drawable, font_for
from vindex_search.contract.records import VideoRecord
from vindex_search.sandbox import run_sandboxed
from vindex_search.sandbox.failures import Transient
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

MEMORY_LIMIT: Final = 3 * 2**30  # bytes: x264 with a picture of 8K and its lookahead
WRITTEN_LIMIT: Final = 4 * 2**30  # bytes: half an hour at 15 Mbit/s is 3.4 GB
DEADLINE_BASE_S: Final = 120.0
DEADLINE_SHARE: Final = 20.0  # seconds of work to one of a clip: 4K on one core took 6
CAPTIONS_NAME: Final = "clip.vtt"
NOT_PROBED: Final = "the video is not probed yet, so nobody knows its streams; try again when it is processed"
GONE: Final = "the upload was replaced or removed since; ask again"


@dataclass(frozen=True, slots=True)
class MadeClip:
    """A clip that was made: its files, where it begins and ends in the video, and what was encoded all the same."""

    file: Path
    captions: Path | None
    start_s: float
    end_s: float
    note: str


def check_clip(store: Store, video: Video, asked: ClipAsked) -> tuple[float, float]:
    """Start and end of a clip that can be made.

    Raises:
        ClipRefused: it cannot.
    """
    asked.check()
    record = probed_record(store, video)
    start_s, end_s = asked.range_in(record.duration_s)
    if asked.format == "m4a" and record.manifest.get("audio_stream") is None:
        raise ClipRefused("the video has no sound; allowed: format='mp4' or 'gif'")
    if asked.format == "gif" and record.manifest.get("video_stream") is None:
        raise ClipRefused("the file has no picture; allowed: format='m4a'")
    if asked.subtitles == "burnt":
        font_for("".join(text for _, _, text in lines_between(store, video.video_id, start_s, end_s)))
        if record.manifest.get("hdr"):
            raise ClipRefused("subtitles are not burnt into films of high dynamic range; allowed: 'separate'")
    return start_s, end_s


def make_clip(
    store: Store, bucket: Bucket, video: Video, asked: ClipAsked, folder: Path, progress: Callable[[float], None]
) -> MadeClip:
    """Make a clip.

    Args:
        store: Has the probe's result and the transcript.
        bucket: Has the film.
        video: The video.
        asked: What is asked for.
        folder: Empty; the clip's files are in it afterwards.
        progress: Told the share that is done, 0 to 1.

    Raises:
        ClipRefused: it cannot be made.
        VideoFailure: cutting failed.
    """
    start_s, end_s = check_clip(store, video, asked)
    lines = lines_between(store, video.video_id, start_s, end_s) if asked.subtitles != "none" else []
    upload = bucket.stat(video.object_key)
    if upload is None or upload.version != video.version:
        raise Transient(GONE)
    with bucket.local_path(video.object_key) as path:
        task = cut_task(probed_record(store, video).manifest, path, asked, (start_s, end_s), lines)
        found = _cut(task, folder, lambda reached: progress(min(1.0, max(0.0, reached / (end_s - start_s)))))
    captions = None
    if asked.subtitles == "separate":
        captions = folder / CAPTIONS_NAME
        captions.write_text(clip_vtt(lines, found["start_s"], found["end_s"]), encoding="utf-8")
    return MadeClip(folder / found["file"], captions, found["start_s"], found["end_s"], _note(found["encoded"]))


def cut_task(
    manifest: Mapping[str, Any],
    path: Path,
    asked: ClipAsked,
    between: tuple[float, float],
    lines: Sequence[CaptionLine] = (),
) -> CutTask:
    """The child's task, from the probe's manifest of the film."""
    burnt = [(start, end, drawable(text)) for start, end, text in lines] if asked.subtitles == "burnt" else []
    clocks = manifest.get("clocks", ())
    return CutTask(
        path=str(path.absolute()),
        demuxer=str(manifest["container"]),
        zero_s=float(manifest["start_s"]),
        start_s=between[0],
        end_s=between[1],
        video=None if asked.format == "m4a" else manifest["video_stream"],
        audio=None if asked.format == "gif" else manifest["audio_stream"],
        shifts={clock["stream"]: [(shift["packet"], shift["ticks"]) for shift in clock["shifts"]] for clock in clocks},
        rotation=int(manifest["rotation"]),
        mirrored=bool(manifest.get("mirrored")),
        mode=asked.mode,
        format=asked.format,
        captions=burnt,
        font=font_for("".join(text for _, _, text in burnt)) if burnt else None,
    )


def _cut(task: CutTask, folder: Path, progress: Callable[[float], None]) -> dict[str, Any]:
    from vindex_search.clips.cut.cut import cut_clip

    fonts = [Path(task.font)] if task.font else []
    return run_sandboxed(
        cut_clip,
        task.to_dict(),
        str(folder),
        deadline_s=DEADLINE_BASE_S + DEADLINE_SHARE * (task.end_s - task.start_s),
        progress=progress,
        memory_limit=MEMORY_LIMIT,
        written_limit=WRITTEN_LIMIT,
        readable=[Path(task.path), *fonts],
        writable=folder,
    )


def probed_record(store: Store, video: Video) -> VideoRecord:
    """What the probe found of this version of a video.

    Raises:
        ClipRefused: it was not probed yet.
    """
    record = store.try_read_record(video.video_id, VideoRecord)
    if record is None or record.manifest.get("version") not in (None, video.version):
        raise ClipRefused(NOT_PROBED)
    return record


def _note(encoded: Sequence[str]) -> str:
    """A sentence where a copy was asked for and not possible."""
    return f"encoded again, as it cannot be copied as it is: {' and '.join(encoded)}" if encoded else ""
