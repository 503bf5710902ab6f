"""`vindex captions` and `vindex export`: read from the store, so that they run beside the service or without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vindex_search.contract.ids import validate_workspace
from vindex_search.export.table_names import MOMENTS, TABLES, TableName
from vindex_search.models.active_set import library_store
from vindex_search.settings import settings
from vindex_search.storage.store import Store
from vindex_search.videos.playback.captions import to_srt, to_vtt
from vindex_search.videos.playback.transcript import read_transcript, require_transcript
from vindex_search.videos.playback.ttml import to_ttml
from vindex_search.videos.video import Video, VideoFilter, get_video, list_videos

if TYPE_CHECKING:
    import polars as pl

WRITERS: Final = {"vtt": to_vtt, "srt": to_srt, "ttml": to_ttml}


@dataclass(frozen=True, slots=True)
class ExportScope:
    """Of which videos rows are exported; empty: of all."""

    workspaces: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def videos(self, store: Store) -> Iterator[Video]:
        """The videos, read lazily."""
        listed = list_videos(store, VideoFilter(workspaces=self.workspaces))
        return (video for video in listed if not self.tags or not set(self.tags).isdisjoint(video.tags))


def read_captions(video_id: str, form: str) -> str:
    """The captions of a video in one of `WRITERS`.

    Raises:
        ValueError: there is no such video.
        NoTranscript: it has no transcript; the message says why.
    """
    store = library_store(settings())
    video = get_video(store, video_id)
    if video is None:
        raise ValueError(f"there is no video {video_id!r} in the library; `vindex videos` lists them")
    require_transcript(store, video)
    return WRITERS[form](read_transcript(store, video))


def run_export(folder: Path, what: str, scope: ExportScope, *, query: str, limit: int) -> Mapping[str, int]:
    """Write tables to a folder; returns the number of rows of each.

    Args:
        folder: Where.
        what: Names of tables, comma separated.
        scope: Of which videos.
        query: Whose moments are one more table; empty: none.
        limit: Maximum number of moments.

    Raises:
        ValueError: a table or a workspace is unknown, or the folder belongs to somebody else.
        OSError: the folder cannot be written to.
    """
    from vindex_search.export.folder import write_folder

    for workspace in scope.workspaces:
        validate_workspace(workspace)
    tables: dict[str, Callable[[], Iterable[pl.DataFrame]]] = {
        name: partial(_rows, name, scope) for name in parse_tables(what)
    }
    if query:
        moments = _moments(query, scope, limit)
        tables[MOMENTS] = lambda: moments
    return write_folder(folder, tables)


def parse_tables(what: str) -> list[TableName]:
    """The tables of a comma separated list, in their own order; ValueError where one is unknown or none is named."""
    names = {name.strip() for name in what.split(",")}
    if unknown := sorted(names - set(TABLES)):
        raise ValueError(f"there is no table {unknown[0]!r}; allowed: {', '.join(TABLES)}")
    return [name for name in TABLES if name in names]


def _rows(name: TableName, scope: ExportScope) -> Iterator[pl.DataFrame]:
    from vindex_search.export.rows import table_rows

    store = library_store(settings())
    yield from table_rows(store, name, scope.videos(store), store.published())


def _moments(query: str, scope: ExportScope, limit: int) -> list[pl.DataFrame]:
    """The moments in the workspace, or in all; ValueError where several workspaces or tags are named."""
    from vindex_assets.cli.search import run_search
    from vindex_search.export.moments import moment_rows

    if len(scope.workspaces) > 1 or scope.tags:
        raise ValueError("--query searches one --workspace or all, and no --tag; export other moments over HTTP")
    workspace = next(iter(scope.workspaces), None)
    answer = run_search(query, limit=limit, workspace=workspace)
    return [moment_rows(answer.query, [moment.model_dump() for moment in answer.moments])]
