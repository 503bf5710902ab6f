"""point_counts: counted, compared, written and read back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.video_records import register
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.records import ChannelCount
from vindex_search.storage.store import Store
from vindex_search.videos.usage.point_counts import (
    channel_counts,
    count_points,
    describe_missing,
    read_channel_counts,
    write_channel_counts,
)

numbers = st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 100))


@given(numbers, numbers)
def test_the_description_names_exactly_the_channels_that_lack_points(
    expected: dict[Channel, int], present: dict[Channel, int]
) -> None:
    counts = channel_counts(expected, present)
    assert list(counts) == list(CHANNELS)
    description = describe_missing(counts)
    for name in CHANNELS:
        short = expected.get(name, 0) > present.get(name, 0)
        assert (f"{present.get(name, 0)} of {expected.get(name, 0)} {name} points" in description.split(", ")) == short
    assert bool(description) == any(count.missing for count in counts.values())


def test_points_are_counted_by_channel_and_words_by_their_vectors() -> None:
    rows = {
        "channel": ["speech", "speech", "screen", "visual", "chapter"],
        "words_indices": [[1], None, [2], None, None],
    }
    table = pl.DataFrame(rows, schema={"channel": pl.String, "words_indices": pl.List(pl.UInt32)})
    assert count_points(table) == {"speech": 2, "screen": 1, "visual": 1, "chapter": 1, "words": 2}
    assert count_points(table.clear()) == {"speech": 0, "screen": 0, "visual": 0, "chapter": 0, "words": 0}


def test_counts_belong_to_one_revision(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    name = register(store, "team/a.mp4")
    assert read_channel_counts(store, name, "1") is None
    counts = channel_counts({"speech": 5}, {"speech": 3})
    write_channel_counts(store, name, "1", counts)
    assert read_channel_counts(store, name, "1") == counts
    assert counts["speech"] == ChannelCount(5, 3)
    assert read_channel_counts(store, name, "2") is None
    assert read_channel_counts(Store(tmp_path, "vindex-other"), name, "1") is None
