"""How many points of each channel a video should have, counted from the artefacts that they are made of.

Counted from transcript, screen text and kept frames instead of the embeddings, so that a step in between that loses
some of them is noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vindex_search.contract.artefacts import CHAPTERS, FRAMES, POINTS, TRANSCRIPT
from vindex_search.contract.description.texts import searched_texts
from vindex_search.contract.ids import Channel
from vindex_search.contract.records import ChannelCount
from vindex_search.corrections.journals import read_overlay
from vindex_search.corrections.overlay import apply_to_segments, apply_to_texts
from vindex_search.corrections.texts import screen_lines
from vindex_search.models.model import ModelSet
from vindex_search.storage.descriptions import video_description
from vindex_search.storage.store import Store
from vindex_search.videos.usage.point_counts import channel_counts, count_points

if TYPE_CHECKING:
    import polars as pl


def count_video_points(
    store: Store, models: ModelSet, video_id: str, points: pl.DataFrame | None = None
) -> dict[Channel, ChannelCount]:
    """The expected and the present number of points of a video, by channel.

    Args:
        store: Its artefacts.
        models: The model set that they were made with.
        video_id: Which.
        points: Its `points.parquet`, where it was read already.

    Raises:
        FileNotFoundError: an artefact is missing.
    """
    if points is None:
        points = store.read_table(video_id, POINTS, columns=["channel", "words_indices"])
    return channel_counts(expected_counts(store, models, video_id), count_points(points))


def expected_counts(store: Store, models: ModelSet, video_id: str) -> dict[Channel, int]:
    """By channel: passages, texts of screen and sidecars, frames that a model sees, chapters, texts with a word."""
    from vindex_search.models.sparse import SparseEncoder
    from vindex_search.passages.passages import split_passages
    from vindex_search.passages.segments import from_table

    overlay, segments = read_overlay(store, video_id), from_table(store.read_table(video_id, TRANSCRIPT))
    spoken = split_passages(apply_to_segments(overlay, segments).segments)
    said = video_description(store, video_id)
    described = [one.text for one in searched_texts(said)]
    lines = screen_lines(store, video_id)
    corrected, _unmatched = apply_to_texts(overlay, lines)
    screen_texts = [corrected.get(line.row, line.text) for line in lines]
    texts = [*(passage.own_text for passage in spoken), *screen_texts, *described]
    languages = [*(passage.language for passage in spoken), *(None for _ in screen_texts)]
    languages += [said.language] * len(described)
    sparse = SparseEncoder(models.sparse).encode_passages(texts, languages)
    return {
        "speech": len(spoken),
        "words": sum(bool(indices) for indices, _weights in sparse),
        "screen": len(screen_texts) + len(described),
        "visual": _frame_count(store, video_id) if models.vision else 0,
        "chapter": _chapter_count(store, video_id),
    }


def _chapter_count(store: Store, video_id: str) -> int:
    """0 of a video that was published before there were chapters."""
    if store.stamp(video_id, CHAPTERS) is None:
        return 0
    return len(store.read_table(video_id, CHAPTERS, columns=["row_key"]))


def _frame_count(store: Store, video_id: str) -> int:
    return len(store.read_table(video_id, FRAMES, columns=["frame_index"]))
