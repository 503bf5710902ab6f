"""dirty_marks: set, listed and cleared, in a folder and on S3."""

from __future__ import annotations

import pytest

from tests.support.storage.artefacts import OTHER, VIDEO
from tests.support.storage.stores import in_both_places
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_a_mark_is_listed_until_it_is_cleared(store: Store) -> None:
    assert store.dirty() == []
    for name in (VIDEO, OTHER, VIDEO):
        store.mark_dirty(name)
    assert store.dirty() == sorted([VIDEO, OTHER])
    store.clear_dirty([VIDEO, VIDEO])
    assert store.dirty() == [OTHER]
    store.mark_dirty(VIDEO)
    assert store.dirty() == sorted([VIDEO, OTHER])


def test_only_video_ids_are_marked_or_listed(store: Store) -> None:
    with pytest.raises(ValueError, match=r"'\.\./x' is no video id"):
        store.mark_dirty("../x")
    (store.root / "touched").mkdir(parents=True, exist_ok=True)
    (store.root / "touched" / "lost+found").write_bytes(b"")
    assert store.dirty() == []


def test_a_mark_is_one_empty_file(store: Store) -> None:
    for _ in range(2):
        store.mark_dirty(VIDEO)
    (mark,) = (store.root / "touched").iterdir()
    assert (mark.name, mark.read_bytes()) == (VIDEO, b"")
