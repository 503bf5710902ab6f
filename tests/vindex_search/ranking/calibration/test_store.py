"""Stored calibration: reading, writing, and when it is due."""

from __future__ import annotations

import numpy as np
import pytest

from vindex_search.contract.ids import video_id
from vindex_search.contract.record_format import NewerRecord
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.store import (
    is_calibration_due,
    published_generations,
    read_distribution,
    write_distribution,
)
from vindex_search.storage.store import Store

FOUND = NullDistribution({"likeness": np.array([0.25, 0.5])}, {7: 2}, text_count=3, video_count=2)


def names(count: int, first: int = 0) -> list[str]:
    return [video_id("b", f"team/{at}.mp4") for at in range(first, first + count)]


def publish(store: Store, videos: list[str], generation: str = "aa") -> None:
    for video in videos:
        store.publish(video, generation, 1)


@pytest.mark.parametrize(
    ("calibrated", "added", "changed", "removed", "due"),
    [
        (1, 0, 0, 0, False),
        (1, 1, 0, 0, True),
        (1, 0, 1, 0, True),
        (20, 0, 0, 0, False),
        (20, 1, 0, 0, False),
        (20, 2, 0, 0, True),
        (20, 0, 0, 1, False),
        (20, 0, 0, 2, True),
        (20, 1, 0, 1, True),
        (20, 0, 1, 0, True),  # a changed video is one generation less and one more
        (30, 0, 1, 0, False),
        (1, 0, 0, 1, False),  # nothing is published: nothing to measure
    ],
)
def test_calibration_is_due_when_a_tenth_has_changed(
    store: Store, calibrated: int, added: int, changed: int, removed: int, due: bool
) -> None:
    videos = names(calibrated)
    publish(store, videos)
    write_distribution(store, FOUND, published_generations(store))
    publish(store, names(added, first=calibrated))
    publish(store, videos[:changed], "bb")
    for video in videos[calibrated - removed :]:
        store.remove_video(video)
    assert is_calibration_due(store) == due


def test_calibration_is_due_at_first_and_never_in_an_empty_library(store: Store) -> None:
    assert not is_calibration_due(store)
    publish(store, names(1))
    assert is_calibration_due(store)


def test_a_written_distribution_is_read_back(store: Store) -> None:
    assert read_distribution(store) is None
    write_distribution(store, FOUND, [])
    found = read_distribution(store)
    assert found is not None
    assert (found.token_counts, found.text_count, found.video_count) == ({7: 2}, 3, 2)
    assert found.scores["likeness"].tolist() == [0.25, 0.5]


def test_every_collection_has_its_own(store: Store) -> None:
    other = Store(str(store.root), "vindex-other")
    publish(other, names(1))
    write_distribution(store, FOUND, published_generations(other))
    assert read_distribution(other) is None
    assert is_calibration_due(other)


GENERATIONS_FILE = "background/vindex-test.of.json"


def test_a_damaged_list_of_generations_is_as_none_and_the_next_calibration_replaces_it(store: Store) -> None:
    publish(store, names(1))
    store.write_library_file(GENERATIONS_FILE, b"{")
    assert is_calibration_due(store)
    write_distribution(store, FOUND, published_generations(store))
    assert not is_calibration_due(store)


def test_what_a_later_version_has_calibrated_is_not_measured_again(store: Store) -> None:
    publish(store, names(1))
    store.write_library_json(GENERATIONS_FILE, {"format": 2, "generations": []})
    with pytest.raises(NewerRecord, match="has format 2"):
        is_calibration_due(store)


def test_a_list_of_generations_that_cannot_be_read_is_not_taken_for_damaged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that does not answer is no reason to measure again."""

    def silent(_store: Store, _kind: object) -> None:
        raise OSError("the store does not answer")

    publish(store, names(1))
    monkeypatch.setattr(Store, "read_library_record", silent)
    with pytest.raises(OSError, match="does not answer"):
        is_calibration_due(store)
