"""The partitions of the asset graph: one key per video, added when its upload is registered."""

from __future__ import annotations

from typing import Final

import dagster as dg

VIDEOS: Final = "videos"

videos: Final = dg.DynamicPartitionsDefinition(name=VIDEOS)
