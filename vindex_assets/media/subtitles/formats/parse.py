"""Which format a text is in, by what it begins with; the suffix decides only where that says nothing."""

from __future__ import annotations

from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.sbv import is_sbv, parse_sbv
from vindex_assets.media.subtitles.formats.subrip import parse_subrip
from vindex_assets.media.subtitles.formats.substation import is_substation, parse_substation
from vindex_assets.media.subtitles.formats.ttml import is_ttml, parse_ttml
from vindex_assets.media.subtitles.formats.webvtt import is_webvtt, parse_webvtt
from vindex_assets.media.subtitles.limits import UnreadableSubtitles


def parse_subtitles(text: str, *, suffix: str, language: str | None = None) -> ParsedSubtitles:
    """The cues of a text in order of the file.

    Args:
        text: Of a subtitle file; lines end in LF.
        suffix: Of the file's name, in lower case with its dot.
        language: The one that is wanted, of a document that holds several.

    Raises:
        UnreadableSubtitles: there is text and no cue in it.
    """
    parsed = _parse(text, suffix, language)
    if not parsed.cues and text.strip() and not _may_be_empty(text):
        raise UnreadableSubtitles(_why_empty(parsed))
    return parsed


def _parse(text: str, suffix: str, language: str | None) -> ParsedSubtitles:
    if is_webvtt(text):
        return parse_webvtt(text)
    if is_ttml(text):
        return parse_ttml(text, language=language)
    if is_substation(text) or suffix in {".ass", ".ssa"}:
        return parse_substation(text)
    return parse_sbv(text) if is_sbv(text) else parse_subrip(text)


def _may_be_empty(text: str) -> bool:
    """Whether a file may be one of its format without a cue in it: such a film has nothing to say."""
    return is_webvtt(text) or is_substation(text) or is_ttml(text)


def _why_empty(parsed: ParsedSubtitles) -> str:
    if not parsed.skipped:
        return "it contains no cue: none of its lines has a start and an end time"
    first = parsed.skipped[0]
    return f"it contains no cue that can be read; its first line of times is line {first.number}: {first.text!r}"
