"""`index_points`: everything a search needs of a video in one file, published to the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.completeness.expected_points import count_points
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import FRAME_EMBEDDINGS, POINTS, TEXT_EMBEDDINGS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, tags_of
from vindex_search.videos.point_counts import write_channel_counts

if TYPE_CHECKING:
    import polars as pl

    from vindex_search.models.catalogue import Model
    from vindex_search.models.sparse import TermWeights


def make(work: VideoTask) -> None:
    """Write `points.parquet`: the index can be rebuilt from it alone, with no model loaded."""
    import polars as pl

    from vindex_search.contract.tables import POINTS_SCHEMA
    from vindex_search.models.sparse import SparseEncoder

    store = work.library.store
    texts = list(store.read_table(work.video_id, TEXT_EMBEDDINGS).iter_rows(named=True))
    frames = store.read_table(work.video_id, FRAME_EMBEDDINGS).iter_rows(named=True)
    sparse = SparseEncoder(work.library.models.sparse)
    words = sparse.encode_passages([row["text"] for row in texts], [row["language"] for row in texts])
    common = _common(work)
    rows = [_text_point(common, row, vector) for row, vector in zip(texts, words, strict=True)]
    seen = {**common, "model": _name(work.library.models.vision)}
    rows.extend(_point(seen, row, visual_vector=row["vector"]) for row in frames)
    store.write_table(work.video_id, POINTS, pl.DataFrame(rows, schema=POINTS_SCHEMA), work.stamp)


def _common(work: VideoTask) -> dict[str, Any]:
    """What all points of a video say: whose they are, and what they were made from, by which code, model and run."""
    upload = work.upload_record()
    return {
        "video_id": work.video_id,
        "workspace": upload.workspace,
        "uploaded_at": upload.uploaded_at,
        "tags": tags_of(upload.object_key),
        "generation": str(Generation(work.video_id, work.stamp.fingerprint)),
        "version": upload.version,
        "code_version": work.stamp.code_version,
        "model": _name(work.library.models.text),
        "run_id": work.run_id,
    }


def _name(model: Model | None) -> str | None:
    return f"{model.id}@{model.revision}" if model else None


def _text_point(common: dict[str, Any], row: dict[str, Any], sparse: TermWeights) -> dict[str, Any]:
    indices, values = sparse
    words = {"words_indices": indices, "words_values": values} if indices else {}
    return _point(common, row, text_vector=row["vector"], **words)


def _point(common: dict[str, Any], row: dict[str, Any], **vectors: Any) -> dict[str, Any]:
    names = ("channel", "start_s", "end_s", "text", "language", "speaker", "sentences")
    identity = point_id(common["video_id"], row["channel"], row["row_key"])
    empty = dict.fromkeys(("visual_vector", "text_vector", "words_indices", "words_values"))
    return {"id": identity, **common, **{name: row[name] for name in names}, **empty, **vectors}


def publish(work: VideoTask) -> None:
    """Make the points findable and write down that they are; done again, it changes nothing."""
    store, index = work.library.store, work.library.server_index()
    points = _points(work)
    if index:
        try:
            index.publish(work.video_id, points)
        finally:
            index.close()
    channels = count_points(store, work.library.models, work.video_id, points)
    write_channel_counts(store, work.video_id, work.revision, channels)
    store.publish(work.video_id, work.stamp.fingerprint, len(points))
    video_records.record_indexed(store, work.video_id, work.revision, work.stamp.fingerprint, work.run_id)


def _points(work: VideoTask) -> pl.DataFrame:
    return work.library.store.read_table(work.video_id, POINTS)


def describe(work: VideoTask) -> Metadata:
    """How many points by channel, under which generation, and where to see them."""
    counts = _points(work)["channel"].value_counts()
    page = f"{work.library.settings.service_url}/v/{work.video_id}"
    return {
        "points": int(counts["count"].sum()),
        **{f"{row['channel']} points": row["count"] for row in counts.iter_rows(named=True)},
        "generation": work.stamp.fingerprint,
        "player": dg.MetadataValue.url(page),
    }


STEP: Final = AssetStep("index_points", make, describe, after=publish)


index_points: Final = build_asset(STEP, __doc__)
