"""Titles, tags and chapters as entries: texts that people gave their videos. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from vindex_search.suggest.entries import FileChapter, SuggestionEntry, SuggestionKind
from vindex_search.suggest.words import fold_text
from vindex_search.videos.video import Video


class _Name(NamedTuple):
    kind: SuggestionKind
    workspace: str
    key: str


def entries_of_videos(videos: Iterable[Video], chapters: Iterable[FileChapter] = ()) -> list[SuggestionEntry]:
    """An entry for each title, tag and chapter of each workspace."""
    found: dict[_Name, SuggestionEntry] = {}
    for entry in [*_names(videos), *_chapters(chapters)]:
        name = _Name(entry.kind, entry.workspace, entry.key)
        found[name] = _merged(found[name], entry) if name in found else entry
    return [replace(entry, video_id=None) if entry.kind == "tag" else entry for entry in found.values() if entry.key]


def _names(videos: Iterable[Video]) -> Iterator[SuggestionEntry]:
    for video in videos:
        yield SuggestionEntry("title", video.title, fold_text(video.title), video.workspace, video_id=video.video_id)
        for tag in {fold_text(tag): tag for tag in video.tags}.values():
            yield SuggestionEntry("tag", tag, fold_text(tag), video.workspace, video_id=video.video_id)


def _chapters(chapters: Iterable[FileChapter]) -> Iterator[SuggestionEntry]:
    """The first chapter of each title in each video."""
    first: dict[tuple[str, str], FileChapter] = {}
    for one in sorted(chapters, key=lambda one: (one.video_id, one.start_s)):
        first.setdefault((one.video_id, fold_text(one.title)), one)
    for (video_id, key), one in first.items():
        yield SuggestionEntry("chapter", one.title, key, one.workspace, video_id=video_id, start_s=one.start_s)


def _merged(first: SuggestionEntry, second: SuggestionEntry) -> SuggestionEntry:
    """The same name of two videos."""
    return replace(first, text=min(first.text, second.text), videos=first.videos + 1, video_id=None, start_s=None)
