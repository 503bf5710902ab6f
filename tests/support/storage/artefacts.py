"""What the tests of the store write into it."""

from __future__ import annotations

import polars as pl

from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.stamp import Stamp

VIDEO = video_id("b", "team/talk.mp4")
OTHER = video_id("b", "other/talk.mp4")
STAMP = Stamp((("upload", "1"),), "1")
TABLE = pl.DataFrame({"text": ["one", "two"], "start_s": [0.0, 1.5]})
UPLOADED = UploadRecord(VIDEO, "team", "team/talk.mp4", version="1", size=5, uploaded_at="2026-01-01T00:00:00+00:00")
