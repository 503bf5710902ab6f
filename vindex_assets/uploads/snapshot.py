"""What the store said of each video when it was last looked at: one row a video, one Parquet file a library.

With it a look costs what changed: a video whose upload is as it was, and which nobody touched, is not read again. It is
never the truth. A row that is absent means that the records are read; a file that is missing, damaged, of another
version or of another collection is begun anew, from the store's own videos, a part at each look (`rebuilt_to`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

from vindex_assets.uploads.video_state import State, VideoState
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import polars as pl

SNAPSHOT_FILE: Final = "snapshot.parquet"
FORMAT_VERSION: Final = 1
FACTS: Final = "vindex_snapshot"
COLUMNS: Final = ("video_id", "object_key", "version", "size", "uploaded_at", "sidecars", "state", "attempts")


class Snapshot:
    """The rows, in memory from `load` to `save`."""

    def __init__(self, rows: pl.DataFrame, rebuilt_to: str | None) -> None:
        self._rows = rows
        self._before: dict[str, VideoState | None] = {}
        self._read_as = rebuilt_to
        # The video up to which the store was gone through for a file begun anew; None: all of it.
        self.rebuilt_to = rebuilt_to

    @classmethod
    def load(cls, store: Store) -> Self:
        """The snapshot of a library; an empty one where there is none that can be read."""
        data = store.read_library_file(SNAPSHOT_FILE)
        return cls(*(_read(data, store.collection) if data else (_no_rows(), "")))

    def __len__(self) -> int:
        """How many videos have a row."""
        return self._rows.height

    def rows(self, video_ids: Collection[str]) -> dict[str, VideoState]:
        """The rows of some videos, by id."""
        import polars as pl

        return _by_id(self._rows.filter(pl.col("video_id").is_in(list(video_ids)))) if video_ids else {}

    def rows_in_range(self, start: str, end: str | None) -> dict[str, VideoState]:
        """The rows of the object keys from `start` to before `end` (None: to the last), by video id."""
        import polars as pl

        key = pl.col("object_key")
        return _by_id(self._rows.filter((key >= start) & ((key < end) if end is not None else True)))

    def rows_in_state(
        self, *states: State, exclude: Collection[str] = (), limit: int | None = None
    ) -> list[VideoState]:
        """Rows in one of these states but for some videos, the newest uploads first; at most so many."""
        return list(_by_id(self._newest_first(states, exclude).slice(0, limit)).values())

    def fair_share(
        self, *states: State, exclude: Collection[str], limit: int, min_per_workspace: int
    ) -> list[VideoState]:
        """As `in_state`, about `most` rows shared among the workspaces; of one of them at least `each` or all."""
        import polars as pl

        workspace = pl.col("object_key").str.split("/").list.first().alias("workspace")
        found = self._newest_first(states, exclude).with_columns(workspace)
        share = max(min_per_workspace, limit // max(1, found["workspace"].n_unique()))
        return list(_by_id(found.group_by("workspace", maintain_order=True).head(share)).values())

    def count(self, *states: State, exclude: Collection[str] = ()) -> int:
        """How many rows are in one of these states but for some videos."""
        return self._newest_first(states, exclude).height

    def rows_coming(self, versions: Collection[str]) -> list[VideoState]:
        """Rows of uploads of these versions that a run is asked for, or is at, or will be."""
        import polars as pl

        is_coming = pl.col("state").is_in(("unread", "new", "retry", "requested"))
        return list(_by_id(self._rows.filter(is_coming & pl.col("version").is_in(list(versions)))).values())

    def video_ids(self) -> set[str]:
        """All videos that have a row."""
        return set(self._rows["video_id"])

    def upsert(self, rows: Iterable[VideoState]) -> None:
        """Add rows, in the place of those of the same videos."""
        changed = {row.video_id: row for row in rows}
        if changed:
            self._remember(changed)
            self._rows = self._without(changed).vstack(_table(changed.values()))

    def delete(self, video_ids: Collection[str]) -> None:
        """Remove the rows of videos."""
        if video_ids:
            self._remember(video_ids)
            self._rows = self._without(video_ids)

    def deleted(self) -> list[str]:
        """The videos that had a row at `load` or at the last `save`, and have none now."""
        return [video_id for video_id, row in self._changed().items() if row is None]

    def save(self, store: Store) -> None:
        """Write down what has changed since `load`, over what others have written down meanwhile."""
        changed = self._changed()
        if not changed and self.rebuilt_to == self._read_as:
            return
        latest = type(self).load(store)
        latest.delete([video_id for video_id, row in changed.items() if row is None])
        latest.upsert(row for row in changed.values() if row)
        store.write_library_file(SNAPSHOT_FILE, _written(latest._rows, store.collection, self.rebuilt_to))
        self._before, self._read_as = {}, self.rebuilt_to

    def _newest_first(self, states: Collection[State], besides: Collection[str]) -> pl.DataFrame:
        import polars as pl

        found = self._rows.filter(pl.col("state").is_in(list(states)) & ~pl.col("video_id").is_in(list(besides)))
        return found.sort("uploaded_at", "object_key", descending=[True, False])

    def _remember(self, video_ids: Iterable[str]) -> None:
        new = [video_id for video_id in video_ids if video_id not in self._before]
        had = self.rows(new)
        self._before.update((video_id, had.get(video_id)) for video_id in new)

    def _changed(self) -> dict[str, VideoState | None]:
        now = self.rows(self._before.keys())
        return {video_id: now.get(video_id) for video_id, was in self._before.items() if now.get(video_id) != was}

    def _without(self, video_ids: Iterable[str]) -> pl.DataFrame:
        import polars as pl

        return self._rows.filter(~pl.col("video_id").is_in(list(video_ids)))


def _schema() -> Mapping[str, Any]:
    import polars as pl

    text, pairs = pl.String(), pl.List(pl.List(pl.String()))
    types = (text, text, text, pl.Int64(), text, pairs, text, pl.Int32())
    return dict(zip(COLUMNS, types, strict=True))


def _no_rows() -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(schema=_schema())


def _table(rows: Iterable[VideoState]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame([_values(row) for row in rows], schema=_schema(), orient="row")


def _values(row: VideoState) -> tuple[Any, ...]:
    up = row.upload
    sidecars = [list(pair) for pair in up.sidecars]
    return (up.video_id, up.object_key, up.version, up.size, up.uploaded_at, sidecars, row.state, row.attempts)


def _by_id(rows: pl.DataFrame) -> dict[str, VideoState]:
    return {values[0]: _row(*values) for values in rows.select(COLUMNS).iter_rows()}


def _row(
    video_id: str,
    object_key: str,
    version: str,
    size: int,
    uploaded_at: str,
    sidecars: list[list[str]],
    state: State,
    attempts: int,
) -> VideoState:
    beside = tuple((key, of) for key, of in sidecars)
    upload = UploadRecord(video_id, workspace_of_video(video_id), object_key, version, size, uploaded_at, beside)
    return VideoState(upload, state, attempts)


def _written(rows: pl.DataFrame, collection: str, rebuilt_to: str | None) -> bytes:
    data = io.BytesIO()
    facts = {"version": FORMAT_VERSION, "collection": collection, "rebuilt_to": rebuilt_to}
    rows.write_parquet(data, metadata={FACTS: json.dumps(facts)})
    return data.getvalue()


def _read(data: bytes, collection: str) -> tuple[pl.DataFrame, str | None]:
    import polars as pl

    try:
        facts = json.loads(pl.read_parquet_metadata(io.BytesIO(data))[FACTS])
        if (facts["version"], facts["collection"]) != (FORMAT_VERSION, collection):
            return _no_rows(), ""
        return pl.read_parquet(io.BytesIO(data), schema=_schema()), facts["rebuilt_to"]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, KeyError, ValueError):
        return _no_rows(), ""
