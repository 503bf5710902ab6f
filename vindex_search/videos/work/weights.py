"""How much of a video's work each asset usually is, for the share that is done of all of them.

TODO
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ASSET_SECONDS: Final[Mapping[str, float]] = {
    "video": 1.0,
    "frames": 20.0,
    "audio": 2.0,
    "transcript": 40.0,
    "screen_text": 20.0,
    "frame_embeddings": 10.0,
    "text_embeddings": 5.0,
    "index_points": 2.0,
}
