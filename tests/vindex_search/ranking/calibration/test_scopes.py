"""scopes: each workspace has a distribution of its own, which nothing in another one changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_search.contract.ids import video_id
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.scopes import (
    WHOLE_LIBRARY,
    due_scopes,
    generations_of,
    read_scoped_distribution,
    scopes_to_measure,
    write_scope,
)
from vindex_search.ranking.calibration.store import published_generations, read_distribution, write_distribution
from vindex_search.storage.store import Store


def publish(store: Store, workspace: str, count: int, fingerprint: str = "aa") -> list[str]:
    videos = [video_id("b", f"{workspace}/{at}.mp4") for at in range(count)]
    for video in videos:
        store.publish(video, fingerprint, 1)
    return videos


def of_videos(count: int) -> NullDistribution:
    return NullDistribution({"likeness": np.array([count / 100])}, {7: 2}, text_count=3, video_count=count)


def calibrate(store: Store) -> tuple[str, ...]:
    """Measure what is due; returns it."""
    due = due_scopes(store)
    for scope in due:
        generations = generations_of(scope, published_generations(store))
        write_scope(store, scope, of_videos(len(generations)), generations)
    return due


def measured(store: Store, *workspaces: str) -> int | None:
    found = read_scoped_distribution(store, workspaces)
    return found.video_count if found else None


def test_the_library_and_every_workspace_are_measured_once(store: Store) -> None:
    assert due_scopes(store) == ()
    publish(store, "team", 2)
    publish(store, "tea", 1)
    assert calibrate(store) == (WHOLE_LIBRARY, "tea", "team")
    assert due_scopes(store) == ()
    assert [measured(store, *names) for names in (["team"], ["tea"], ["none"], ["team", "tea"])] == [2, 1, None, 3]
    assert scopes_to_measure(store) == (WHOLE_LIBRARY, "tea", "team"), "who asks for it has all of it measured"


def test_a_workspace_is_due_by_its_own_videos_alone(store: Store) -> None:
    publish(store, "tea", 1)
    publish(store, "team", 30)
    calibrate(store)
    publish(store, "tea", 2)
    assert due_scopes(store) == ("tea",), "two of 31 are less than a tenth of the library"
    calibrate(store)
    publish(store, "team", 30, "bb")
    assert due_scopes(store) == (WHOLE_LIBRARY, "team")
    assert measured(store, "tea") == 2


def test_what_is_left_of_an_empty_workspace_is_removed(store: Store) -> None:
    publish(store, "team", 20)
    (only,) = publish(store, "tea", 1)
    calibrate(store)
    kept = store.root / "background" / store.collection / "tea.json"
    assert kept.exists()
    store.remove_video(only)
    assert calibrate(store) == ("tea",)
    assert not kept.exists()
    assert (measured(store, "tea"), due_scopes(store)) == (None, ())


def test_an_older_library_of_one_workspace_is_read_on(store: Store) -> None:
    publish(store, "team", 2)
    write_distribution(store, of_videos(2), published_generations(store))
    assert due_scopes(store) == ()
    assert [measured(store, *names) for names in (["team"], ["team", "tea"], ["tea"])] == [2, 2, None]


def test_an_older_library_of_several_tells_none_of_them_anything(store: Store) -> None:
    publish(store, "team", 2)
    publish(store, "tea", 1)
    write_distribution(store, of_videos(3), published_generations(store))
    assert (measured(store, "tea"), measured(store, "team")) == (None, None)
    assert calibrate(store) == ("tea", "team")
    assert (measured(store, "tea"), measured(store, "team")) == (1, 2)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"columns": {}}', b'{"columns": 3, "tokens": {}}'])
def test_a_damaged_distribution_is_as_none(store: Store, content: bytes) -> None:
    publish(store, "team", 1)
    calibrate(store)
    store.write_library_file(f"background/{store.collection}/team.json", content)
    assert measured(store, "team") is None


def test_a_damaged_list_is_replaced_by_the_next_calibration(store: Store) -> None:
    publish(store, "team", 1)
    publish(store, "tea", 1)
    calibrate(store)
    store.write_library_file(f"background/{store.collection}.workspaces.json", b"{")
    assert calibrate(store) == ("tea", "team")
    assert due_scopes(store) == ()


@pytest.mark.parametrize("name", ["../vindex-test", "team/../tea", "", "TEAM", "a--b"])
def test_what_is_no_workspace_names_no_file(store: Store, name: str) -> None:
    publish(store, "team", 1)
    calibrate(store)
    assert measured(store, name) is None


class CalibrateTwo(Operation):
    """A calibration after another workspace has got its first video."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        publish(self.store, "team", 1)
        calibrate(self.store)
        publish(self.store, "team", 2)
        publish(self.store, "tea", 1)

    def act(self) -> None:
        """What the schedule does."""
        calibrate(self.store)

    def check_reader(self) -> None:
        """Each workspace has the old distribution or the new one; while it is the old one, another is due."""
        assert measured(self.store, "team") in (1, 2)
        assert measured(self.store, "tea") in (None, 1)
        assert measured(self.store, "team") == 2 or "team" in due_scopes(self.store)
        assert measured(self.store, "tea") == 1 or "tea" in due_scopes(self.store)

    def check_done(self) -> None:
        assert due_scopes(self.store) == ()
        whole = read_distribution(self.store)
        assert whole is not None
        assert (whole.video_count, measured(self.store, "team"), measured(self.store, "tea")) == (3, 2, 1)


def test_stopped_anywhere_the_next_calibration_ends_right(tmp_path: Path) -> None:
    check_every_prefix(CalibrateTwo, tmp_path, drafts=True)
