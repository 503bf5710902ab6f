"""published_marks: which generation of a video readers see, in a folder and on S3."""

from __future__ import annotations

import time
from pathlib import Path

from tests.support.storage.artefacts import OTHER, STAMP, TABLE, VIDEO
from tests.support.storage.stores import in_both_places
from tests.support.storage.video_records import marks
from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_publishing_replaces_the_generation(store: Store) -> None:
    store.publish(VIDEO, "aaaa", 3)
    store.publish(OTHER, "cccc", 1)
    store.publish(VIDEO, "bbbb", 4)
    assert store.published() == marks({VIDEO: ("bbbb", 4), OTHER: ("cccc", 1)})


def test_the_time_of_publication(store: Store) -> None:
    before = time.time()
    store.publish(VIDEO, "aaaa", 3)
    since = store.published_at(VIDEO)
    assert since is not None
    assert before - 2 <= since <= time.time() + 2  # S3 knows whole seconds
    assert store.published_at(OTHER) is None


def test_of_two_marks_the_one_of_the_stored_points_counts(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    store.write_table(VIDEO, POINTS, TABLE, STAMP)
    store.publish(VIDEO, STAMP.fingerprint, 2)
    (tmp_path / "published" / "vindex-test" / f"{VIDEO}.zzzz.9").touch()
    (tmp_path / "published" / "vindex-test" / f"{VIDEO}.0000.9").touch()
    assert store.published() == marks({VIDEO: (STAMP.fingerprint, 2)})


def test_foreign_files_are_skipped(store: Store) -> None:
    store.publish(VIDEO, "aa", 3)
    for name in ("notes.txt", f"{OTHER}.bb", f"{OTHER}.bb.many", "lost+found"):
        (store.root / "published" / store.collection / name).write_bytes(b"")
    assert store.published() == marks({VIDEO: ("aa", 3)})


def test_unpublishing_keeps_the_artefacts(store: Store) -> None:
    store.write_bytes(VIDEO, AUDIO, b"sound", STAMP)
    store.publish(VIDEO, "aa", 3)
    store.unpublish(VIDEO)
    assert store.published() == {}
    assert store.stamp(VIDEO, AUDIO) == STAMP
