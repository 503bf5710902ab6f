"""How complete a video is: per channel, how many points it should have and how many were published.

The pipeline counts both when it publishes a video and keeps them in one small record, so that nobody has to read the
artefacts to tell. A record speaks of one revision; of another one nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.records import ChannelsRecord, ChannelCount, for_revision
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import polars as pl

POINT_CHANNELS: Final[tuple[Channel, ...]] = ("speech", "screen", "visual")  # words are vectors of those of texts


def count_points(points: pl.DataFrame) -> dict[Channel, int]:
    """How many points of each channel a table of points has; needs its columns `channel` and `words_indices`."""
    found: dict[Channel, int] = {name: int((points["channel"] == name).sum()) for name in POINT_CHANNELS}
    return {**found, "words": int(points["words_indices"].is_not_null().sum())}


def channel_counts(expected: Mapping[Channel, int], found: Mapping[Channel, int]) -> dict[Channel, ChannelCount]:
    """Both numbers of every channel, in the order of the contract."""
    return {name: ChannelCount(expected.get(name, 0), found.get(name, 0)) for name in CHANNELS}


def describe_missing(channels: Mapping[Channel, ChannelCount]) -> str:
    """The channels that lack points, as in "3 of 5 speech points"; empty where none does."""
    short = {name: count for name, count in channels.items() if count.missing}
    return ", ".join(f"{count.present} of {count.expected} {name} points" for name, count in short.items())


def write_channel_counts(store: Store, video_id: str, revision: str, channels: Mapping[Channel, ChannelCount]) -> None:
    """Write down what a revision should have and has."""
    store.write_record(video_id, ChannelsRecord(revision, channels))


def read_channel_counts(store: Store, video_id: str, revision: str) -> Mapping[Channel, ChannelCount] | None:
    """What a revision should have and has; None where it was never published, or the record of it is damaged."""
    record = for_revision(store.try_read_record(video_id, ChannelsRecord), revision)
    return record.channels if record else None
