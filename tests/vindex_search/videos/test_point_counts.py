"""What a video should have and has, counted and kept."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.video_records import register
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.records import ChannelCount
from vindex_search.storage.store import Store
from vindex_search.videos.point_counts import channel_counts, count_points, read_channel_counts, describe_missing, write_channel_counts

numbers = st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 100))


@given(numbers, numbers)
def test_every_channel_is_counted_and_a_shortfall_names_just_those_that_lack(
    due: dict[Channel, int], has: dict[Channel, int]
) -> None:
    both = channel_counts(due, has)
    assert list(both) == list(CHANNELS)
    said = describe_missing(both)
    for name in CHANNELS:
        short = due.get(name, 0) > has.get(name, 0)
        assert (f"{has.get(name, 0)} of {due.get(name, 0)} {name} points" in said.split(", ")) == short
    assert bool(said) == any(count.missing for count in both.values())


def test_points_are_counted_by_channel_and_words_by_their_vectors() -> None:
    rows = {"channel": ["speech", "speech", "screen", "visual"], "words_indices": [[1], None, [2], None]}
    table = pl.DataFrame(rows, schema={"channel": pl.String, "words_indices": pl.List(pl.UInt32)})
    assert count_points(table) == {"speech": 2, "screen": 1, "visual": 1, "words": 2}
    assert count_points(table.clear()) == {"speech": 0, "screen": 0, "visual": 0, "words": 0}


def test_what_was_counted_speaks_of_its_revision_alone(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    name = register(store, "team/a.mp4")
    assert read_channel_counts(store, name, "1") is None
    kept = channel_counts({"speech": 5}, {"speech": 3})
    write_channel_counts(store, name, "1", kept)
    assert read_channel_counts(store, name, "1") == kept
    assert kept["speech"] == ChannelCount(5, 3)
    assert read_channel_counts(store, name, "2") is None
    assert read_channel_counts(Store(tmp_path, "vindex-other"), name, "1") is None
