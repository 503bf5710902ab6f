"""Where the chapters of a video come from: the first of its chapter files, description, own file, slides and topics.

Sidecars are somebody's later word on the matter, so they go before what the file holds; what is made comes last.
Descriptions such as `talk.info.json` are read before, with the texts that are searched: here stands what they said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from vindex_assets.failures import Permanent
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import SCREEN_TEXT, TEXT_EMBEDDINGS
from vindex_search.contract.chapters import ChapterOrigin, Chapters, chapters_of_marks
from vindex_search.contract.notes import Note
from vindex_search.storage.descriptions import video_description
from vindex_search.videos.asset_status import chapter_sidecars

FILE_DEADLINE_S: Final = 60.0  # of a chapter file: the largest that is read takes some seconds
MEMORY_LIMIT: Final = 2**30  # bytes resident
MAX_FILES: Final = 8  # chapter files of a video, one a language: the first that can be read is taken
ONE_PART: Final = "neither its file nor a sidecar names parts of it, and it is too short or says too little to part"


@dataclass(frozen=True, slots=True)
class FoundChapters:
    """The chapters of a video, where they come from, and what was met in reading files.

    `origin` is None, and `reason` says why, where there are none.
    """

    chapters: Chapters = ()
    origin: ChapterOrigin | None = None
    reason: str = ""
    notes: tuple[Note, ...] = ()


def find_chapters(task: VideoTask) -> FoundChapters:
    """The chapters of the first source that has any.

    Raises:
        Transient: the video was not probed yet, or the reader of a chapter file did not start.
    """
    notes: list[Note] = []
    for origin, read in _SOURCES:
        chapters = read(task, notes)
        if chapters:
            return FoundChapters(chapters, origin, notes=tuple(notes))
    return FoundChapters(reason=ONE_PART, notes=tuple(notes))


def _of_chapter_file(task: VideoTask, notes: list[Note]) -> Chapters:
    for key, _version in sorted(chapter_sidecars(task.upload_record()))[:MAX_FILES]:
        marks, fault = _read_marks(task, key)
        chapters = chapters_of_marks(marks, task.duration_s)
        if chapters:
            return chapters
        text = f"the chapter file {PurePosixPath(key).name} cannot be read: {fault or 'it names no part of this film'}"
        notes.append(Note("subtitles_unreadable", text))
    return ()


def _read_marks(task: VideoTask, key: str) -> tuple[Sequence[tuple[str, float]], str | None]:
    """The marks of a chapter file, and what is wrong with it; one that stops its reader costs that file alone."""
    from vindex_assets.media.subtitles.sidecars.chapter_marks import read_chapter_marks
    from vindex_assets.media.subtitles.sidecars.reading import GONE
    from vindex_search import sandbox

    try:
        with task.library.bucket.local_path(key) as path:
            answer = sandbox.run_sandboxed(
                read_chapter_marks,
                str(path),
                PurePosixPath(key).name,
                deadline_s=FILE_DEADLINE_S,
                memory_limit=MEMORY_LIMIT,
                readable=[Path(path)],
            )
    except FileNotFoundError:
        return [], GONE
    except Permanent as death:
        return [], death.reason
    return [(title, start_s) for title, start_s in answer["marks"]], answer["fault"]


def _of_description(task: VideoTask, _notes: list[Note]) -> Chapters:
    return video_description(task.library.store, task.video_id).chapters


def _of_video_file(task: VideoTask, _notes: list[Note]) -> Chapters:
    from vindex_assets.chapters.file_chapters import read_file_chapters

    return read_file_chapters(task.video_record().manifest, task.duration_s)


def _of_slides(task: VideoTask, _notes: list[Note]) -> Chapters:
    from vindex_assets.chapters.slide_titles import Slide, slide_chapters

    columns = ["start_s", "end_s", "text", "box"]
    rows = task.library.store.read_table(task.video_id, SCREEN_TEXT, columns=columns).iter_rows()
    slides = [Slide(start_s, end_s, tuple(text.splitlines()), box[1]) for start_s, end_s, text, box in rows]
    return slide_chapters(slides, task.duration_s)


def _of_topics(task: VideoTask, _notes: list[Note]) -> Chapters:
    import numpy as np

    from vindex_assets.chapters.topic_chapters import SpokenPassages, topic_chapters
    from vindex_search.models.sparse import SparseEncoder

    table = task.library.store.read_table(
        task.video_id, TEXT_EMBEDDINGS, columns=["channel", "start_s", "text", "language", "vector"]
    )
    said = table.filter(table["channel"] == "speech").sort("start_s")
    vectors = np.asarray(said["vector"].to_list(), dtype=np.float64)
    sparse = SparseEncoder(task.library.models.sparse)
    language = next(iter(dict(Counter(said["language"].drop_nulls()).most_common(1))), None)
    passages = SpokenPassages(said["start_s"].to_list(), said["text"].to_list(), vectors)
    return topic_chapters(passages, task.duration_s, lambda word: not sparse.token_ids(word, language))


_Source = Callable[[VideoTask, list[Note]], Chapters]
_SOURCES: Final[Sequence[tuple[ChapterOrigin, _Source]]] = (
    ("sidecar", _of_chapter_file),
    ("sidecar", _of_description),
    ("file", _of_video_file),
    ("slides", _of_slides),
    ("topics", _of_topics),
)
