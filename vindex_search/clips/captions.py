"""The lines of a transcript for a clip: to be drawn into it, or as a WebVTT file that counts from its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vindex_search.clips.cut.task import CaptionLine
from vindex_search.common.clock_time import webvtt_time
from vindex_search.common.text import visible
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.corrections.journals import read_overlay
from vindex_search.corrections.tables import corrected_transcript
from vindex_search.storage.store import Store
from vindex_search.videos.playback.captions import cues

if TYPE_CHECKING:
    import polars as pl


def lines_between(store: Store, video_id: str, start_s: float, end_s: float) -> list[CaptionLine]:
    """The captions that are shown between two times; empty where the video has no transcript."""
    try:
        table = corrected_transcript(read_overlay(store, video_id), store.read_table(video_id, TRANSCRIPT))
    except FileNotFoundError:
        return []
    return list(_lines(table, start_s, end_s))


def _lines(table: pl.DataFrame, start_s: float, end_s: float) -> Iterator[CaptionLine]:
    for cue in cues(table):
        if cue.end_s > start_s and cue.start_s < end_s:
            yield cue.start_s, cue.end_s, "\n".join(map(visible, cue.lines))


def clip_vtt(lines: list[CaptionLine], start_s: float, end_s: float) -> str:
    """Captions of a clip as WebVTT, counted from its beginning."""
    blocks = [
        f"{webvtt_time(max(0.0, start - start_s))} --> {webvtt_time(min(end, end_s) - start_s)}\n{_escaped(text)}"
        for start, end, text in lines
        if end > start_s and start < end_s
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
