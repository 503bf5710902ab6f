"""How many points of each channel a video should have, told from what they are made of.

Counted from the transcript, the texts on the screen and the kept frames, not from the embeddings made of them: a step
between that loses some of them is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vindex_search.contract.artefacts import FRAMES, POINTS, SCREEN_TEXT, TRANSCRIPT
from vindex_search.contract.ids import Channel
from vindex_search.contract.records import ChannelCount
from vindex_search.models.catalogue import ModelSet
from vindex_search.storage.store import Store
from vindex_search.videos.point_counts import channel_counts, count_points

if TYPE_CHECKING:
    import polars as pl


def count_points(
    store: Store, models: ModelSet, video_id: str, points: pl.DataFrame | None = None
) -> dict[Channel, ChannelCount]:
    """What a video should have and has.

    Args:
        store: Its artefacts.
        models: The set that they were made with.
        video_id: Which.
        points: Its `points.parquet`, where it was read already.

    Raises:
        FileNotFoundError: an artefact is missing.
    """
    if points is None:
        points = store.read_table(video_id, POINTS, columns=["channel", "words_indices"])
    return channel_counts(expected_counts(store, models, video_id), count_points(points))


def expected_counts(store: Store, models: ModelSet, video_id: str) -> dict[Channel, int]:
    """Passages, texts on the screen, frames where the set sees pictures, and texts with a word that is indexed."""
    from vindex_assets.speech.passages import split_passages
    from vindex_assets.speech.segments import from_table
    from vindex_search.models.sparse import SparseEncoder

    said = list(split_passages(from_table(store.read_table(video_id, TRANSCRIPT))))
    shown = store.read_table(video_id, SCREEN_TEXT, columns=["text"])["text"].to_list()
    languages = [*(passage.language for passage in said), *(None for _ in shown)]
    words = SparseEncoder(models.sparse).encode_passages([*(passage.text for passage in said), *shown], languages)
    return {
        "speech": len(said),
        "words": sum(bool(indices) for indices, _weights in words),
        "screen": len(shown),
        "visual": _frames(store, video_id) if models.vision else 0,
    }


def _frames(store: Store, video_id: str) -> int:
    return len(store.read_table(video_id, FRAMES, columns=["frame_index"]))
