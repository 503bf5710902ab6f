"""How much of a video's work each asset usually is, for the share that is done of all of them.

Measured, not taken from the history of other videos: that would be many reads for a bar. Seconds that the steps
took with the offline set on two shared cores of x86-64, models loaded, for a lecture of 97 s and a report of 17 s
together, both without subtitles (`derived_lecture_dev`, `nasa_13013`). The offline set sees no pictures:
`frame_embeddings` has an assumed weight, so that a bar moves there too. With subtitles or a GPU `transcript` is over
sooner than the bar lets one expect; it never goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ASSET_SECONDS: Final[Mapping[str, float]] = {
    "video": 4.0,
    "frames": 26.7,
    "audio": 14.1,
    "transcript": 52.0,
    "screen_text": 21.3,
    "frame_embeddings": 5.0,  # assumed
    "text_embeddings": 0.7,
    "chapters": 0.1,  # assumed: titles are few
    "index_points": 0.6,
}
