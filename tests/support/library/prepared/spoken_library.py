"""Published videos with texts and chapters but no vectors, for tests of what reads texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from tests.support.storage.video_records import indexed, register
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import VideoRecord
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, get_video

PASSAGE_S: Final = 10.0


def publish_spoken(
    store: Store, key: str, *passages: str, language: str = "en", code: str = "1", chapters: Sequence[object] = ()
) -> str:
    """Publish a video in which something is said; returns its id. Another `code` makes another generation."""
    name, stamp = video_id("folder", key), Stamp((), code)
    manifest = {"duration_s": PASSAGE_S * len(passages), "width": 64, "chapters": list(chapters)}
    register(store, key, VideoRecord.from_manifest(manifest), indexed())
    rows = [
        {
            **dict.fromkeys(POINTS_SCHEMA),
            **{"video_id": name, "channel": "speech", "start_s": at * PASSAGE_S, "text": text, "language": language},
        }
        for at, text in enumerate(passages)
    ]
    store.write_table(name, POINTS, pl.DataFrame(rows, schema=POINTS_SCHEMA), stamp)
    store.publish(name, stamp.fingerprint, len(passages))
    return name


def video_of(store: Store, key: str) -> Video:
    """A registered video of which nothing is known but its name."""
    found = get_video(store, register(store, key))
    assert found
    return found
