"""The one partition set of the graph: a key per video, added when an upload is registered."""

from __future__ import annotations

from typing import Final

import dagster as dg

VIDEOS: Final = "videos"

videos: Final = dg.DynamicPartitionsDefinition(name=VIDEOS)
