"""Expected and published points of a video by channel.

The pipeline counts both when it publishes a video and writes them to one small record, so that the completeness check
and the API need not read the artefacts. A record belongs to one revision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.contract.records import ChannelCount, ChannelsRecord, for_revision
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import polars as pl

POINT_CHANNELS: Final[tuple[Channel, ...]] = (
    "speech",
    "screen",
    "visual",
    "chapter",
)  # `words` vectors belong to the points of `speech` and `screen`


def count_points(points: pl.DataFrame) -> dict[Channel, int]:
    """Number of points by channel in a table with the columns `channel` and `words_indices`."""
    counts: dict[Channel, int] = {channel: int((points["channel"] == channel).sum()) for channel in POINT_CHANNELS}
    return {**counts, "words": int(points["words_indices"].is_not_null().sum())}


def channel_counts(expected: Mapping[Channel, int], present: Mapping[Channel, int]) -> dict[Channel, ChannelCount]:
    """Expected and present points of every channel, in the order of the contract; a missing number is 0."""
    return {name: ChannelCount(expected.get(name, 0), present.get(name, 0)) for name in CHANNELS}


def describe_missing(channels: Mapping[Channel, ChannelCount]) -> str:
    """The channels that lack points, as in "3 of 5 speech points"; empty where none does."""
    short = {name: count for name, count in channels.items() if count.missing}
    return ", ".join(f"{count.present} of {count.expected} {name} points" for name, count in short.items())


def write_channel_counts(store: Store, video_id: str, revision: str, channels: Mapping[Channel, ChannelCount]) -> None:
    """Write the counts of a revision."""
    store.write_record(video_id, ChannelsRecord(revision, channels))


def read_channel_counts(store: Store, video_id: str, revision: str) -> Mapping[Channel, ChannelCount] | None:
    """The counts of a revision; None where it was never published or the record is damaged."""
    record = for_revision(store.try_read_record(video_id, ChannelsRecord), revision)
    return record.channels if record else None
