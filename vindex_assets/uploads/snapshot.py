"""The snapshot: the last known state of every video, one row a video, in one Parquet file of the store.

With it a tick costs what changed: a video whose upload is unchanged and that has no dirty mark is not read again. The
snapshot is a cache and never decides anything. Where a row is missing the records are read; a file that is missing,
damaged, of another format or of another collection is rebuilt from the store, some videos a tick (`rebuilt_to`).

Priorities, of which most videos have none, are in the file's metadata: earlier versions read the table as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from vindex_assets.uploads.snapshot_table import by_id, decode, empty_table, encode, table_of
from vindex_assets.uploads.video_state import State, VideoState
from vindex_search.contract.runs.control import PRIORITIES
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import polars as pl

SNAPSHOT_FILE: Final = "snapshot.parquet"
WAITING: Final[tuple[State, ...]] = ("new", "retry", "requested")


class WaitingUploads(NamedTuple):
    """Uploads of a workspace that wait: how many, and when the oldest of them was written (ISO 8601)."""

    workspace: str
    is_live: bool
    videos: int
    oldest: str


class Snapshot:
    """The rows, in memory from `load` to `save`.

    Attributes:
        rebuilt_to: The video id up to which a new file was rebuilt from the store; None: completely.
    """

    def __init__(self, table: pl.DataFrame, rebuilt_to: str | None) -> None:
        self._table = table
        self._originals: dict[str, VideoState | None] = {}  # of the rows that were changed since `load` or `save`
        self._saved_rebuilt_to = rebuilt_to
        self.rebuilt_to = rebuilt_to

    @classmethod
    def load(cls, store: Store) -> Self:
        """The snapshot of a library; an empty one where there is none that can be read."""
        data = store.read_library_file(SNAPSHOT_FILE)
        return cls(*(decode(data, store.collection) if data else (empty_table(), "")))

    def save(self, store: Store) -> None:
        """Write what has changed since `load`, over what other processes have written meanwhile."""
        changes = self._changes()
        if not changes and self.rebuilt_to == self._saved_rebuilt_to:
            return
        latest = type(self).load(store)
        latest.delete([video_id for video_id, row in changes.items() if row is None])
        latest.upsert(row for row in changes.values() if row)
        store.write_library_file(SNAPSHOT_FILE, encode(latest._table, store.collection, self.rebuilt_to))
        self._originals, self._saved_rebuilt_to = {}, self.rebuilt_to

    def __len__(self) -> int:
        """How many videos have a row."""
        return self._table.height

    def video_ids(self) -> set[str]:
        """The videos that have a row."""
        return set(self._table["video_id"])

    def ids_in_state(self, state: State) -> set[str]:
        """The videos whose row is in a state."""
        import polars as pl

        return set(self._table.filter(pl.col("state") == state)["video_id"])

    def rows(self, video_ids: Collection[str]) -> dict[str, VideoState]:
        """The rows of these videos, by id; those without one are left out."""
        import polars as pl

        return by_id(self._table.filter(pl.col("video_id").is_in(list(video_ids)))) if video_ids else {}

    def rows_in_range(self, start: str, end: str | None) -> dict[str, VideoState]:
        """The rows with `start` <= object key < `end` (None: up to the last), by video id."""
        import polars as pl

        key = pl.col("object_key")
        return by_id(self._table.filter((key >= start) & ((key < end) if end is not None else True)))

    def rows_in_state(
        self, *states: State, exclude: Collection[str] = (), limit: int | None = None
    ) -> list[VideoState]:
        """Rows in one of these states, the newest uploads first.

        Args:
            states: Which.
            exclude: Videos that are left out.
            limit: How many rows at most.
        """
        return list(by_id(self._newest_first(states, exclude).slice(0, limit)).values())

    def fair_share(
        self,
        *states: State,
        exclude: Collection[str],
        limit: int,
        min_per_workspace: int,
        paused: Collection[str] = (),
    ) -> list[VideoState]:
        """As `rows_in_state`, with about `limit` rows divided evenly among the workspaces.

        Within the share of a workspace, those of the highest priority come first, and of these the newest uploads.

        Args:
            states: Which.
            exclude: Videos that are left out.
            limit: How many rows in all.
            min_per_workspace: So many of each workspace, or all it has, even where that exceeds `limit`.
            paused: Workspaces that are left out.
        """
        import polars as pl

        table = self._with_workspace(states, exclude).filter(~pl.col("workspace").is_in(list(paused)))
        table = table.sort(pl.col("priority").replace_strict(PRIORITIES, range(len(PRIORITIES))), maintain_order=True)
        share = max(min_per_workspace, limit // max(1, table["workspace"].n_unique()))
        return list(by_id(table.group_by("workspace", maintain_order=True).head(share)).values())

    def count_in_workspaces(self, *states: State, workspaces: Collection[str], exclude: Collection[str]) -> int:
        """As `count`, of some workspaces."""
        import polars as pl

        table = self._with_workspace(states, exclude)
        return table.filter(pl.col("workspace").is_in(list(workspaces))).height

    def rows_coming(self, versions: Collection[str]) -> list[VideoState]:
        """Rows of uploads of these versions that are not worked on yet, or are being worked on."""
        import polars as pl

        is_coming = pl.col("state").is_in(("unread", "new", "retry", "requested"))
        return list(by_id(self._table.filter(is_coming & pl.col("version").is_in(list(versions)))).values())

    def count(self, *states: State, exclude: Collection[str] = ()) -> int:
        """How many rows are in one of these states, without those of some videos."""
        return self._newest_first(states, exclude).height

    def waiting_by_workspace(self, *, exclude: Collection[str], live_after: str) -> list[WaitingUploads]:
        """The uploads that no run has begun to work on, by workspace and by whether they are recent.

        Args:
            exclude: Videos that runs work on.
            live_after: An upload of this time or later, ISO 8601 in UTC, is recent.
        """
        import polars as pl

        table = self._in_states(WAITING, exclude).with_columns(
            pl.col("object_key").str.split("/").list.first().alias("workspace"),
            (pl.col("uploaded_at") >= live_after).alias("is_live"),
        )
        groups = table.group_by("workspace", "is_live").agg(pl.len(), pl.col("uploaded_at").min())
        return [WaitingUploads(*row) for row in groups.sort("workspace", "is_live").iter_rows()]

    def upsert(self, rows: Iterable[VideoState]) -> None:
        """Add rows; each replaces the one of the same video."""
        new = {row.video_id: row for row in rows}
        if new:
            self._remember(new)
            self._table = self._without(new).vstack(table_of(new.values()))

    def delete(self, video_ids: Collection[str]) -> None:
        """Remove the rows of videos."""
        if video_ids:
            self._remember(video_ids)
            self._table = self._without(video_ids)

    def deleted(self) -> list[str]:
        """The videos that had a row at `load` or at the last `save`, and have none now."""
        return [video_id for video_id, row in self._changes().items() if row is None]

    def _newest_first(self, states: Collection[State], exclude: Collection[str]) -> pl.DataFrame:
        table = self._in_states(states, exclude)
        return table.sort("uploaded_at", "object_key", descending=[True, False])

    def _in_states(self, states: Collection[State], exclude: Collection[str]) -> pl.DataFrame:
        import polars as pl

        is_in_state, is_excluded = pl.col("state").is_in(list(states)), pl.col("video_id").is_in(list(exclude))
        return self._table.filter(is_in_state & ~is_excluded)

    def _with_workspace(self, states: Collection[State], exclude: Collection[str]) -> pl.DataFrame:
        import polars as pl

        workspace = pl.col("object_key").str.split("/").list.first().alias("workspace")
        return self._newest_first(states, exclude).with_columns(workspace)

    def _remember(self, video_ids: Iterable[str]) -> None:
        """Keep the rows as they are, for `_changes`, where they were not changed before."""
        unchanged = [video_id for video_id in video_ids if video_id not in self._originals]
        rows = self.rows(unchanged)
        self._originals.update((video_id, rows.get(video_id)) for video_id in unchanged)

    def _changes(self) -> dict[str, VideoState | None]:
        """The rows that differ from those at `load` or at the last `save`, by video id; None: deleted."""
        rows = self.rows(self._originals.keys())
        return {
            video_id: rows.get(video_id)
            for video_id, original in self._originals.items()
            if rows.get(video_id) != original
        }

    def _without(self, video_ids: Iterable[str]) -> pl.DataFrame:
        import polars as pl

        return self._table.filter(~pl.col("video_id").is_in(list(video_ids)))
