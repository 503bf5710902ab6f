"""`vindex doctor`: checks the packages, the device, the models and the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

from vindex_assets.cli.format import channel_counts, first_videos_page
from vindex_assets.ocr.rapidocr_engine import locate_recogniser
from vindex_search.api.schemas.videos import VideoOut
from vindex_search.auth.key_record import read_record
from vindex_search.auth.key_report import key_notices
from vindex_search.auth.local_privacy import exposed_folders
from vindex_search.contract.notes import LOSSES, NOTE_CODES
from vindex_search.index.lock import owner_url
from vindex_search.models.active_set import configured_model_set, library_store
from vindex_search.models.catalogue import PYANNOTE
from vindex_search.models.weights import WeightsLocator, speech_model
from vindex_search.sandbox import protections
from vindex_search.settings import settings
from vindex_search.videos.completeness_report import read_report
from vindex_search.videos.control.pause import pauses
from vindex_search.videos.left_alone import LeftAlone, read_left_alone

PACKAGES: Final = (
    "dagster",
    "dagster-webserver",
    "dagster-aws",
    "decord",
    "whisperx",
    "transformers",
    "torch",
    "qdrant-client",
    "polars",
)

# WhisperX's package brings a model that hears changes of speakers, none that recognises a voice again.
NO_SPEAKERS: Final = (
    f"speakers are not told apart: that takes {PYANNOTE.id}, whose terms are accepted on the hub; then "
    "VINDEX_SPEAKERS=true and HF_TOKEN=... vindex models pull"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `BAD` makes the check fail, a `note` does not."""

    level: Literal["ok", "BAD", "note"]
    text: str

    def __str__(self) -> str:
        """The line as it is printed."""
        return f"{self.level:4} {self.text}"


def check_installation() -> tuple[list[str], bool]:
    """The findings as lines, and whether none of them is bad."""
    library = [*_library(), *_keys(), *_paused(), *_left_alone(), *_completeness(), *_failed_videos()]
    findings = [*_packages(), _device(), *_jail(), *_models(), *library]
    return [str(finding) for finding in findings], all(finding.level != "BAD" for finding in findings)


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding("ok", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("BAD", f"{name} is not installed: run `make setup`")


def _device() -> Finding:
    from vindex_search.models.cache import device

    return Finding("ok", f"models run on {device()}")


def _jail() -> Iterator[Finding]:
    """What keeps decoders to their own file, and what of it this kernel lacks."""
    found = protections()
    held = [*([f"Landlock {found.landlock}"] if found.landlock else []), *(["seccomp"] if found.seccomp else [])]
    if held:
        yield Finding("ok", f"decoders run in a jail of {' and '.join(held)}")
    yield from (Finding("note", sentence) for sentence in found.missing)


def _models() -> Iterator[Finding]:
    models = configured_model_set(settings(), settings().models)
    yield Finding("ok", f"model set {models.name}, collection vindex-{models.fingerprint}")
    yield Finding("ok", f"speech is recognised by {models.recogniser} with {speech_model(models).id}")
    yield from (Finding("note", notice) for notice in models.notices)
    if models.speakers is None:
        yield Finding("note", NO_SPEAKERS)
    weights = WeightsLocator(settings().models_dir)
    yield from (Finding("BAD", str(error)) for error in weights.missing(models))
    try:
        locate_recogniser(settings().screen_language, weights)
    except (LookupError, ValueError) as error:
        yield Finding("BAD", str(error))


def _library() -> Iterator[Finding]:
    yield Finding("ok", f"uploads {settings().uploads_root}")
    yield Finding("ok", f"store {settings().store_root}")
    yield from _privacy()
    owner = owner_url(settings().index_dir)
    yield Finding("ok", f"search service at {owner}") if owner else Finding("note", "no search service is running")
    videos = first_videos_page(failed=False).videos
    yield Finding("ok", f"{sum(video.status == 'indexed' for video in videos)} of {len(videos)} videos indexed")
    yield Finding("ok", f"points by channel: {channel_counts(videos)}")
    yield from _notes(videos)


def _keys() -> Iterator[Finding]:
    """Keys that have expired or soon will, and a library that all keys were taken from."""
    yield from (Finding("note", notice) for notice in key_notices(read_record(library_store(settings()))))


def _privacy() -> Iterator[Finding]:
    """The folders that every user of this machine can look into."""
    for folder in exposed_folders(settings()):
        yield Finding(
            "note",
            f"every user of this machine can look into {folder}: `chmod 700` closes it, and `chgrp GROUP` with "
            "`chmod 2770` shares it with a group",
        )


def _notes(videos: Sequence[VideoOut]) -> Iterator[Finding]:
    """One line for each kind of note: how many videos have it, and the first of them."""
    for code in NOTE_CODES:
        noted = [(video, note) for video in videos for note in video.notes if note.code == code]
        if noted:
            (video, note), count = noted[0], len({video.video_id for video, _ in noted})
            number = "1 video:" if count == 1 else f"{count} videos, such as"
            yield Finding("note" if code in LOSSES else "ok", f"{code}: {number} {video.object_key}: {note.text}")


def _paused() -> Iterator[Finding]:
    """The workspaces that no run is requested for."""
    for pause in pauses(library_store(settings())):
        since = f" since {pause.at}, by {pause.by}" if pause.at else ""
        resume = f"`vindex resume {pause.workspace}` goes on"
        yield Finding("note", f"paused: {pause.workspace}{since}: none of its videos is indexed; {resume}")


def _left_alone() -> Iterator[Finding]:
    """What the last pass over the bucket left alone, a line for each reason."""
    left = read_left_alone(library_store(settings())) or LeftAlone()
    for reason in left.counts:
        hint = "; a video among them needs a suffix, such as .mp4" if reason == "suffix" else ""
        yield Finding("note", f"left alone in the uploads: {left.describe(reason)}{hint}")


def _completeness() -> Iterator[Finding]:
    """What the last completeness check found."""
    report = read_report(library_store(settings()))
    if report is None:
        yield Finding(
            "note", "completeness was not checked yet: Dagster's schedule `completeness` does it once an hour"
        )
        return
    scope = f"checked at {report.at}, {report.checked} of {report.videos} videos in detail"
    incomplete = report.count_incomplete()
    if not incomplete:
        yield Finding("ok", f"no video is incomplete: {scope}")
        return
    yield Finding("note", f"{incomplete} videos are incomplete: {scope}")
    for video in report.missing:
        yield Finding("note", f"incomplete: {video.video_id}: {video.reason} ({video.done})")


def _failed_videos() -> Iterator[Finding]:
    for video in first_videos_page(failed=True).videos:
        yield Finding("note", f"failed: {video.object_key}: {video.reason}")
