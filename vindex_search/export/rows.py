"""The rows of the tables of an export, a few hundred at a time, read from the artefacts of one video after the other.

A video that is removed while it is read is left out from there on. Points are those of the published generation:
what searches find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import polars as pl

from vindex_search.contract.artefacts import FRAMES, POINTS, SCREEN_TEXT, TRANSCRIPT
from vindex_search.contract.passages import own_text
from vindex_search.contract.records import VideoRecord
from vindex_search.export.columns import schema_of
from vindex_search.export.table_names import TableName
from vindex_search.storage.published.listing import PublishedVideos
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

VIDEOS_AT_ONCE: Final = 256  # rows of the table of videos; a row of it reads two small files
VECTOR_COLUMNS: Final = {"text": "text_vector", "visual": "visual_vector"}  # by space
POINT_COLUMNS: Final = ("id", "video_id", "workspace", "start_s", "end_s", "version", "model", "channel")
OF_PASSAGES: Final = (*POINT_COLUMNS, "text", "sentences", "language", "speaker")
PLAY: Final = pl.format("/v/{}?t={}", "video_id", pl.col("start_s").round(2))
FRAME: Final = pl.format("/v1/videos/{}/thumbnail?t={}", "video_id", pl.col("start_s").round(2))


def table_rows(
    store: Store, table: TableName, videos: Iterable[Video], published: PublishedVideos
) -> Iterator[pl.DataFrame]:
    """The rows of a table, in the order of the videos and of time, in frames with its schema.

    Args:
        store: Of the active collection.
        table: Which.
        videos: Those whose rows are wanted; read lazily.
        published: What readers see: of other videos there are no points.
    """
    schema = schema_of(table)
    if table == "videos":
        listed = iter(videos)
        while some := list(islice(listed, VIDEOS_AT_ONCE)):
            yield pl.DataFrame([_video_row(store, video) for video in some], schema=schema)
        return
    for video in videos:
        if table in ("passages", "vectors") and video.video_id not in published:
            continue
        try:
            for batch in READERS[table](store, video):
                yield batch.select(schema.names()).cast(schema)
        except FileNotFoundError:  # it was never made, or has just been removed
            continue


def _video_row(store: Store, video: Video) -> dict[str, Any]:
    probed = store.try_read_record(video.video_id, VideoRecord)
    shown: Mapping[str, Any] = probed.manifest if probed and probed.width else {}
    stamp = store.try_stamp(video.video_id, TRANSCRIPT)
    return {
        **{name: getattr(video, name) for name in ("video_id", "workspace", "title", "object_key", "version")},
        **{name: getattr(video, name) for name in ("status", "uploaded_at", "tags", "duration_s")},
        "bytes": video.size,
        "width": shown.get("width"),
        "height": shown.get("height"),
        "language": stamp.note.get("language") if stamp else None,
        "play_url": f"/v/{video.video_id}?t=0.00",
        "media_url": f"/v1/videos/{video.video_id}/media",
    }


def _passages(store: Store, video: Video) -> Iterator[pl.DataFrame]:
    for batch in store.iter_batches(video.video_id, POINTS, columns=OF_PASSAGES):
        said = batch.filter(pl.col("channel") == "speech")
        texts = pl.Series("text", [own_text(row) for row in said.iter_rows(named=True)], dtype=pl.String)
        yield said.with_columns(texts, play_url=PLAY)


def _vectors(store: Store, video: Video) -> Iterator[pl.DataFrame]:
    columns = (*POINT_COLUMNS, *VECTOR_COLUMNS.values())
    for batch in store.iter_batches(video.video_id, POINTS, columns=columns):
        for space, column in VECTOR_COLUMNS.items():
            embedded = batch.filter(pl.col(column).is_not_null())
            if not embedded.is_empty():
                yield embedded.with_columns(pl.col(column).alias("vector"), space=pl.lit(space))


def _screen_text(store: Store, video: Video) -> Iterator[pl.DataFrame]:
    columns = ("frame_index", "start_s", "end_s", "text", "confidence", "box")
    for batch in store.iter_batches(video.video_id, SCREEN_TEXT, columns=columns):
        yield _with_video(batch, video).with_columns(pl.col("box").arr.to_list(), play_url=PLAY)


def _frames(store: Store, video: Video) -> Iterator[pl.DataFrame]:
    columns = ("frame_index", "start_s", "end_s", "shot", "width", "height", "phash")
    for batch in store.iter_batches(video.video_id, FRAMES, columns=columns):
        yield _with_video(batch, video).with_columns(frame_url=FRAME)


def _with_video(batch: pl.DataFrame, video: Video) -> pl.DataFrame:
    return batch.with_columns(video_id=pl.lit(video.video_id), workspace=pl.lit(video.workspace))


READERS: Final[Mapping[str, Callable[[Store, Video], Iterator[pl.DataFrame]]]] = {
    "passages": _passages,
    "screen_text": _screen_text,
    "frames": _frames,
    "vectors": _vectors,
}
