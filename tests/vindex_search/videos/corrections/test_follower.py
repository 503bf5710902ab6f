"""The follower of corrections: it lists marks when there are new ones, and takes away those that are published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_library import ONE, SPOKEN, indexed_library
from tests.support.session.session_cache import SessionCache
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import video_id
from vindex_search.storage.library import correction_marks
from vindex_search.videos.corrections import follower as module
from vindex_search.videos.corrections.deeds import Wanted, correct
from vindex_search.videos.corrections.follower import CorrectionFollower

SAID, FIXED = "The tide comes in.", "The Kattegat comes in."
WANTED = Wanted("transcript", SAID, FIXED, (0.0, 1.0))


@pytest.fixture
def home(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of its own with one film that has subtitles."""
    with open_home(Path(shutil.copytree(indexed_library(session_cache, SPOKEN), tmp_path / "home"))) as home:
        yield home


@pytest.fixture
def listings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many marks each listing found."""
    counts: list[int] = []
    real = correction_marks.list_marked

    def counted(root: Any) -> Any:
        found = real(root)
        counts.append(len(found))
        return found

    monkeypatch.setattr(correction_marks, "list_marked", counted)
    return counts


def follower_of(home: Home) -> CorrectionFollower:
    def embed(texts: Sequence[str]) -> Any:
        return np.eye(len(texts), home.library.models.text.dim, dtype=np.float32)

    return CorrectionFollower(home.library.store, home.library.models, lambda: embed, lambda: None)


def test_a_correction_is_published_and_its_mark_goes(home: Home) -> None:
    name = video_id(home.library.bucket.name, ONE)
    correct(home.library.store, name, WANTED)
    follower_of(home)._poll()
    assert correction_marks.list_marked(home.library.store.root) == []
    assert FIXED in " ".join(home.library.store.read_table(name, POINTS)["text"].drop_nulls())


def test_without_a_new_mark_nothing_is_listed(home: Home, listings: list[int]) -> None:
    follower = follower_of(home)
    for _ in range(3):
        follower._poll()
    assert listings == [0]
    correct(home.library.store, video_id(home.library.bucket.name, ONE), WANTED)
    for _ in range(3):
        follower._poll()
    assert listings == [0, 1]


def test_now_and_then_they_are_listed_all_the_same(
    home: Home, listings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes a mark may be killed before the revision is written."""
    monkeypatch.setattr(module, "MAX_UNCHANGED_S", 0.0)
    follower = follower_of(home)
    for _ in range(3):
        follower._poll()
    assert listings == [0, 0, 0]


def test_without_an_encoder_the_mark_stays(home: Home) -> None:
    correct(home.library.store, video_id(home.library.bucket.name, ONE), WANTED)
    CorrectionFollower(home.library.store, home.library.models, lambda: None, lambda: None)._poll()
    assert len(correction_marks.list_marked(home.library.store.root)) == 1
