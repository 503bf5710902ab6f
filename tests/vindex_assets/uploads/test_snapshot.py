from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.stores import in_both_places
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE, Snapshot
from vindex_assets.uploads.video_state import STATES, State, VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.control import PRIORITIES, Priority
from vindex_search.storage.store import Store


def row(
    key: str, state: State = "indexed", at: int = 1, attempts: int = 0, priority: Priority = "normal"
) -> VideoState:
    sidecars = ((key + ".vtt", "7"),) if at % 2 else ()
    upload = UploadRecord(
        video_id("b", key), key.split("/")[0], key, f"v{at}", at, f"2026-01-01T00:00:{at:02d}+00:00", sidecars
    )
    return VideoState(upload, state, attempts, priority)


def ids(*rows: VideoState) -> set[str]:
    return {one.video_id for one in rows}


pytest_generate_tests = in_both_places


def saved(store: Store, rows: Iterable[VideoState]) -> Snapshot:
    snapshot = Snapshot.load(store)
    snapshot.upsert(rows)
    snapshot.rebuilt_to = None
    snapshot.save(store)
    return snapshot


A, B, C = row("t/a.mp4", at=1), row("t/ü, b.mp4", "failed", at=2, attempts=3), row("u/c.mp4", "new", at=3)


def test_rows_come_back_as_they_were_written(store: Store) -> None:
    assert len(Snapshot.load(store)) == 0
    saved(store, [A, B, C])
    snapshot = Snapshot.load(store)
    assert len(snapshot) == 3
    assert snapshot.rebuilt_to is None
    assert snapshot.rows([*ids(A, B), "t--unknown-0000000000"]) == {A.video_id: A, B.video_id: B}
    assert snapshot.rows([]) == {}
    assert snapshot.video_ids() == ids(A, B, C)


def test_what_waits_is_counted_by_workspace_and_age_without_what_runs_work_on(store: Store) -> None:
    waiting = [row("t/a.mp4", "new", at=1), row("t/b.mp4", "retry", at=5), row("t/c.mp4", "requested", at=9)]
    others = [row("t/d.mp4", "requested", at=2), row("u/e.mp4", "indexed", at=3), row("u/f.mp4", "failed", at=4)]
    snapshot = saved(store, [*waiting, *others])
    found = snapshot.waiting_by_workspace(exclude=ids(others[0]), live_after="2026-01-01T00:00:05+00:00")
    assert found == [
        ("t", False, 1, "2026-01-01T00:00:01+00:00"),
        ("t", True, 2, "2026-01-01T00:00:05+00:00"),
    ]


@given(
    st.lists(
        st.builds(
            row,
            st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda name: f"t/{name}.mp4"),
            st.sampled_from(STATES),
            st.integers(0, 59),
            st.integers(0, 3),
            st.sampled_from(PRIORITIES),
        ),
        unique_by=lambda one: one.video_id,
    )
)
def test_whatever_is_in_them(tmp_path_factory: pytest.TempPathFactory, rows: list[VideoState]) -> None:
    store = Store(tmp_path_factory.mktemp("store"), "vindex-test")
    saved(store, rows)
    assert list(Snapshot.load(store).rows(ids(*rows)).values()) == rows


def test_rows_of_a_stretch_of_the_bucket(tmp_path: Path) -> None:
    snapshot = saved(Store(tmp_path, "vindex-test"), [A, B, C])
    assert snapshot.rows_in_range("", None).keys() == ids(A, B, C)
    assert snapshot.rows_in_range("t/a.", "t/ü").keys() == ids(A)
    assert snapshot.rows_in_range("t/b", None).keys() == ids(B, C)
    assert snapshot.rows_in_range("t/b", "u/c.mp4").keys() == ids(B)
    assert snapshot.rows_in_range("t/a.mp4", "t/b").keys() == ids(A)


def test_rows_in_a_state_are_given_newest_first(tmp_path: Path) -> None:
    snapshot = saved(Store(tmp_path, "vindex-test"), [A, B, C])
    assert snapshot.rows_in_state("indexed", "new", "failed") == [C, B, A]
    assert snapshot.rows_in_state("indexed", "failed") == [B, A]
    assert snapshot.rows_in_state("indexed", "failed", limit=1) == [B]
    assert snapshot.rows_in_state("indexed", "failed", exclude=ids(B)) == [A]
    assert snapshot.rows_in_state("gone") == []


def test_rows_of_the_same_time_are_given_by_their_keys(tmp_path: Path) -> None:
    rows = [row(f"t/{name}.mp4", at=5) for name in "cab"]
    snapshot = saved(Store(tmp_path, "vindex-test"), rows)
    assert [one.upload.object_key for one in snapshot.rows_in_state("indexed")] == ["t/a.mp4", "t/b.mp4", "t/c.mp4"]


def test_where_many_are_due_every_workspace_has_a_share(tmp_path: Path) -> None:
    many = [row(f"t/{at}.mp4", "new", at=at) for at in range(50)]
    snapshot = saved(Store(tmp_path, "vindex-test"), [*many, row("u/old.mp4", "retry", at=0), A])
    found = snapshot.fair_share("new", "retry", exclude=ids(many[49]), limit=20, min_per_workspace=5)
    assert sorted(one.upload.object_key for one in found) == sorted(
        [*(f"t/{at}.mp4" for at in range(39, 49)), "u/old.mp4"]
    )
    assert len(snapshot.fair_share("new", "retry", exclude=(), limit=2, min_per_workspace=5)) == 6
    assert len(snapshot.fair_share("new", exclude=(), limit=20, min_per_workspace=5)) == 20
    assert snapshot.fair_share("gone", exclude=(), limit=2, min_per_workspace=5) == []
    assert snapshot.count("new", "retry", exclude=ids(many[49])) == 50


def test_the_newest_upload_of_all_comes_first_whatever_its_workspace(tmp_path: Path) -> None:
    rows = [row(f"{name}/a.mp4", "new", at=at) for at, name in enumerate("mzbyaxcwdv")]
    snapshot = saved(Store(tmp_path, "vindex-test"), rows)
    assert snapshot.fair_share("new", exclude=(), limit=20, min_per_workspace=1) == rows[::-1]


def test_a_share_has_the_highest_priorities_and_nothing_of_a_paused_workspace(tmp_path: Path) -> None:
    many = [row(f"t/{at}.mp4", "new", at=at) for at in range(20)]
    many[3], many[18] = replace(many[3], priority="high"), replace(many[18], priority="low")
    snapshot = saved(Store(tmp_path, "vindex-test"), [*many, row("u/a.mp4", "new", at=1)])
    found = snapshot.fair_share("new", exclude=(), limit=4, min_per_workspace=2, paused={"u"})
    assert found == [many[3], many[19], many[17], many[16]]
    assert snapshot.fair_share("new", exclude=(), limit=4, min_per_workspace=2, paused={"t", "u"}) == []
    assert snapshot.count_in_workspaces("new", workspaces={"u", "v"}, exclude=()) == 1
    assert snapshot.count_in_workspaces("new", workspaces=(), exclude=()) == 0


def test_a_priority_comes_back_and_earlier_versions_do_not_see_it(tmp_path: Path) -> None:
    store, high = Store(tmp_path, "vindex-test"), replace(A, state="new", priority="high")
    saved(store, [high, B])
    assert Snapshot.load(store).rows(ids(A, B)) == {A.video_id: high, B.video_id: B}
    assert "priority" not in pl.read_parquet_schema(io.BytesIO((tmp_path / SNAPSHOT_FILE).read_bytes()))
    saved(store, [replace(high, priority="normal")])
    assert Snapshot.load(store).rows(ids(A))[A.video_id].priority == "normal"


def test_what_is_coming_is_found_by_its_version(tmp_path: Path) -> None:
    states: tuple[State, ...] = ("unread", "new", "retry", "requested")
    coming = [row(f"t/{at}.mp4", state, at=at) for at, state in enumerate(states)]
    snapshot = saved(Store(tmp_path, "vindex-test"), [*coming, row("t/z.mp4", "indexed", at=2)])
    assert snapshot.rows_coming({"v1", "v2", "v9"}) == [coming[1], coming[2]]
    assert snapshot.rows_coming({"v0", "v3"}) == [coming[0], coming[3]]
    assert snapshot.rows_coming(()) == []


def test_the_file_is_one_that_earlier_versions_read(tmp_path: Path) -> None:
    saved(Store(tmp_path, "vindex-test"), [A, B])
    data = (tmp_path / SNAPSHOT_FILE).read_bytes()
    metadata = json.loads(pl.read_parquet_metadata(io.BytesIO(data))["vindex_snapshot"])
    assert metadata == {"version": 1, "collection": "vindex-test", "rebuilt_to": None}
    assert dict(pl.read_parquet_schema(io.BytesIO(data))) == {
        **dict.fromkeys(("video_id", "object_key", "version", "uploaded_at", "state"), pl.String()),
        "size": pl.Int64(),
        "sidecars": pl.List(pl.List(pl.String())),
        "attempts": pl.Int32(),
    }


def test_a_row_takes_the_place_of_that_of_the_same_video(store: Store) -> None:
    saved(store, [A, B])
    newer = replace(A, state="requested", attempts=1)
    saved(store, [replace(A, state="new"), newer, C])
    snapshot = Snapshot.load(store)
    assert snapshot.rows(ids(A)) == {A.video_id: newer}
    snapshot.delete(ids(A))
    snapshot.save(store)
    assert Snapshot.load(store).video_ids() == ids(B, C)


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    saved(store, [A, B])
    before = (tmp_path / SNAPSHOT_FILE).stat()
    snapshot = Snapshot.load(store)
    snapshot.upsert([A])
    snapshot.upsert([replace(B, state="gone")])
    snapshot.upsert([B])
    snapshot.upsert([C])
    snapshot.delete(ids(C))
    snapshot.save(store)
    after = (tmp_path / SNAPSHOT_FILE).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_what_another_process_has_written_meanwhile_is_kept(store: Store) -> None:
    saved(store, [A, B])
    mine, other = Snapshot.load(store), Snapshot.load(store)
    other.upsert([C, replace(B, state="retry")])
    other.save(store)
    mine.upsert([replace(A, state="gone")])
    mine.save(store)
    rows = Snapshot.load(store).rows(ids(A, B, C))
    assert [rows[one.video_id].state for one in (A, B, C)] == ["gone", "retry", "new"]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def spoil(data: bytes) -> bytes:
    return data[:4] + b"\xff" * 40 + data[44:]


@pytest.mark.parametrize("damage", [cut, spoil, lambda _: b"", lambda _: b"PAR1", lambda data: data[::-1]])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    store = Store(tmp_path, "vindex-test")
    saved(store, [A, B])
    (tmp_path / SNAPSHOT_FILE).write_bytes(damage((tmp_path / SNAPSHOT_FILE).read_bytes()))
    snapshot = Snapshot.load(store)
    assert (len(snapshot), snapshot.rebuilt_to) == (0, "")
    saved(store, [C])
    assert Snapshot.load(store).video_ids() == ids(C)


def test_a_file_of_another_version_or_collection_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(Store(tmp_path, "vindex-test"), [A, B])
    assert len(Snapshot.load(Store(tmp_path, "vindex-other"))) == 0
    monkeypatch.setattr("vindex_assets.uploads.snapshot_table.FORMAT_VERSION", 2)
    assert len(Snapshot.load(Store(tmp_path, "vindex-test"))) == 0


def test_how_far_a_new_file_is_rebuilt_is_remembered(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    snapshot = Snapshot.load(store)
    assert snapshot.rebuilt_to == ""
    snapshot.rebuilt_to = A.video_id
    snapshot.save(store)
    assert Snapshot.load(store).rebuilt_to == A.video_id
