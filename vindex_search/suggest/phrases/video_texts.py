"""What a video says and shows, and its chapters, read from its artefacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vindex_search.contract.artefacts import CHAPTERS, POINTS
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.passages import own_text
from vindex_search.contract.records import VideoRecord
from vindex_search.storage.store import Store
from vindex_search.suggest.entries import FileChapter
from vindex_search.suggest.phrases.word_chains import SpokenText

COLUMNS: Final = ("channel", "start_s", "text", "language", "sentences")
MAX_CHAPTERS: Final = 300  # of a video: those of an audio book are suggested no further
MAX_CHAPTER_TITLE: Final = 120  # characters; a longer one is a description


def read_texts(store: Store, video_id: str) -> list[SpokenText]:
    """The passages and slides of a video; none where it has no points."""
    try:
        points = store.read_table(video_id, POINTS, columns=COLUMNS)
    except FileNotFoundError:  # removed just now
        return []
    texts = points.filter(points["channel"].ne_missing("chapter"))
    return [SpokenText(own_text(row), row["language"]) for row in texts.iter_rows(named=True) if row["text"]]


def read_chapters(store: Store, video_id: str) -> list[FileChapter]:
    """The chapters of a video that people named, and those of its slides; none that are made by topic."""
    stamp = store.stamp(video_id, CHAPTERS)
    if stamp is None:
        return _file_chapters(store, video_id)
    if stamp.note.get("origin") == "topics":
        return []
    table = store.read_table(video_id, CHAPTERS, columns=["start_s", "text"]).head(MAX_CHAPTERS)
    found = (_chapter(video_id, {"title": text, "start_s": start_s}) for start_s, text in table.iter_rows())
    return [one for one in found if one]


def _file_chapters(store: Store, video_id: str) -> list[FileChapter]:
    """The chapters of the file of a video that an earlier version published."""
    record = store.try_read_record(video_id, VideoRecord)
    listed = record.manifest.get("chapters", ()) if record else ()
    found = (_chapter(video_id, one) for one in listed if isinstance(one, Mapping)) if isinstance(listed, list) else ()
    return [one for one in found if one][:MAX_CHAPTERS]


def _chapter(video_id: str, fields: Mapping[str, Any]) -> FileChapter | None:
    title, start_s = fields.get("title"), fields.get("start_s")
    if not isinstance(title, str) or not isinstance(start_s, int | float) or not 0 < len(title) <= MAX_CHAPTER_TITLE:
        return None
    return FileChapter(video_id, workspace_of_video(video_id), title, float(start_s))
