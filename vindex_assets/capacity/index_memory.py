"""Points of the index, and the bytes that a service needs for them: vectors, graph, sparse vectors, payload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import Measured
from vindex_assets.capacity.store_bytes import FLOAT_BYTES, VISION_DIM

TEXT_DIM: Final = 384  # of MiniLM and of E5: `models/catalogue.py`
GRAPH_LINKS: Final = 32  # of a point on the lowest layer of HNSW with m = 16, and few above it
LINK_BYTES: Final = 4
SPARSE_TERMS: Final = 38  # of a passage: 47 tokens without stop words, of which some come twice
SPARSE_TERM_BYTES: Final = 12  # its index and weight, and its place in the inverted index
PAYLOAD_BYTES: Final = 2_700  # text, sentences, facts and the indexes over them: an assumption, not measured yet
FRAME_PAYLOAD_BYTES: Final = 1_200  # a frame has no text of its own: the facts and their indexes; an assumption too
PROCESS_BYTES: Final = 700 * 2**20  # of a service without an index, with its encoders: an assumption


@dataclass(frozen=True, slots=True)
class IndexMemory:
    """Points by channel, and bytes by part; the parts but the process's own lie on the disk too."""

    points: Mapping[str, float]
    parts: Mapping[str, float]

    @property
    def total(self) -> float:
        """Bytes in all."""
        return sum(self.parts.values())


def index_points(demand: Demand, measured: Measured) -> dict[str, float]:
    """Points by channel: `hours * points an hour`; frames are points where a model sees them."""
    figures = measured.profiles[demand.profile]
    found = {channel: demand.hours * points for channel, points in figures.points_an_hour.items()}
    if demand.models == "standard":
        found["visual"] = demand.hours * figures.frames_an_hour
    return found


def index_memory(demand: Demand, measured: Measured) -> IndexMemory:
    """Bytes of one service with its index in memory."""
    points = index_points(demand, measured)
    frames = points.get("visual", 0.0)
    texts = sum(points.values()) - frames
    return IndexMemory(points, {"process": PROCESS_BYTES, **bytes_of_points(texts, frames)})


def bytes_of_points(texts: float, frames: float = 0.0) -> dict[str, float]:
    """Bytes of so many points with text and so many of frames, by part."""
    return {
        "vectors": vector_bytes(texts, TEXT_DIM) + vector_bytes(frames, VISION_DIM),
        "graph": graph_bytes(texts + frames),
        "sparse": sparse_bytes(texts),
        "payload": payload_bytes(texts, frames),
    }


def vector_bytes(points: float, dim: int) -> float:
    """`points * dim * 4`: 32-bit floats."""
    return points * dim * FLOAT_BYTES


def graph_bytes(points: float) -> float:
    """`points * 32 * 4`: the links of HNSW's lowest layer."""
    return points * GRAPH_LINKS * LINK_BYTES


def sparse_bytes(texts: float) -> float:
    """`points * 38 * 12`: terms with their weights."""
    return texts * SPARSE_TERMS * SPARSE_TERM_BYTES


def payload_bytes(texts: float, frames: float) -> float:
    """Bytes a point of text, and fewer a frame."""
    return texts * PAYLOAD_BYTES + frames * FRAME_PAYLOAD_BYTES
