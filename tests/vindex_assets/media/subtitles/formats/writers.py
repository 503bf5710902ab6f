"""Writes cues in each format, as simply as its specification allows: what the parsers are to give back."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Final

from vindex_assets.media.subtitles.cues import Cue
from vindex_search.common.clock_time import subrip_time, webvtt_time


def write_srt(cues: Sequence[Cue]) -> str:
    blocks = (f"{number}\n{_times(cue, subrip_time)}\n{cue.text}\n" for number, cue in enumerate(cues, start=1))
    return "\n".join(blocks)


def write_vtt(cues: Sequence[Cue]) -> str:
    return "\n\n".join(["WEBVTT", *(f"{_times(cue, webvtt_time)} line:0\n{_escaped(cue.text)}" for cue in cues)]) + "\n"


def write_sbv(cues: Sequence[Cue]) -> str:
    return "\n\n".join(f"{webvtt_time(cue.start_s)},{webvtt_time(cue.end_s)}\n{cue.text}" for cue in cues) + "\n"


def write_ass(cues: Sequence[Cue], *, layer: str = "0") -> str:
    head = "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
    fields = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    return head + fields + "".join(_dialogue(cue, layer) for cue in cues)


def write_ssa(cues: Sequence[Cue]) -> str:
    return write_ass(cues, layer="Marked=0").replace("Format: Layer", "Format: Marked").replace("v4.00+", "v4.00")


def write_ttml(cues: Sequence[Cue]) -> str:
    paragraphs = (
        f'<p begin="{cue.start_s:.3f}s" end="{webvtt_time(cue.end_s)}">{_broken(cue.text)}</p>' for cue in cues
    )
    return f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{"".join(paragraphs)}</div></body></tt>'


WRITERS: Final[dict[str, Callable[[Sequence[Cue]], str]]] = {
    ".srt": write_srt,
    ".vtt": write_vtt,
    ".sbv": write_sbv,
    ".ass": write_ass,
    ".ssa": write_ssa,
    ".ttml": write_ttml,
}


def _times(cue: Cue, format_time: Callable[[float], str]) -> str:
    return f"{format_time(cue.start_s)} --> {format_time(cue.end_s)}"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _broken(text: str) -> str:
    return _escaped(text).replace("\n", "<br/>")


def _dialogue(cue: Cue, layer: str) -> str:
    start, end = (webvtt_time(time)[1:-1] for time in (cue.start_s, cue.end_s))  # 0:00:01.50
    return f"Dialogue: {layer},{start},{end},Default,,0,0,0,,{cue.text.replace(chr(10), chr(92) + 'N')}\n"
