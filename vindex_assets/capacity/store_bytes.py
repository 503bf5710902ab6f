"""Bytes of the store by part: what was measured of an hour of video, times the hours."""

from __future__ import annotations

from typing import Final

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import Measured
from vindex_assets.capacity.work import HOUR_S

VISION_DIM: Final = 768  # of SigLIP 2 base: `models/catalogue.py`
FLOAT_BYTES: Final = 4
COPIES: Final = 2  # of a frame's vector: among the embeddings, and among the points
ORIGINAL_BITS: Final = 2_000_000  # a second of the uploads themselves, where 720p is the rule: an assumption
BITS_PER_BYTE: Final = 8


def store_bytes(demand: Demand, measured: Measured) -> dict[str, float]:
    """Bytes of artefacts and records by part: `hours * bytes an hour`, and vectors of frames where there are any."""
    figures = measured.profiles[demand.profile]
    found = {part: demand.hours * size for part, size in figures.bytes_an_hour.items()}
    if demand.models == "standard":
        vectors = demand.hours * figures.frames_an_hour * VISION_DIM * FLOAT_BYTES
        found["embeddings of frames, twice (computed)"] = COPIES * vectors
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def original_bytes(demand: Demand) -> float:
    """Bytes of the uploads, which their owner has anyway: `hours * 3600 * bits a second / 8`."""
    return demand.hours * HOUR_S * ORIGINAL_BITS / BITS_PER_BYTE
