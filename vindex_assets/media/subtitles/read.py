"""Reading a subtitle file as cues, whatever its format and encoding; every oddity is a note, never a failed video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.encoding.decode import DecodedText, NotText, decode_text
from vindex_assets.media.subtitles.formats.parse import parse_subtitles
from vindex_assets.media.subtitles.formats.parsed import SkippedLine
from vindex_assets.media.subtitles.judge import counted
from vindex_assets.media.subtitles.limits import UnreadableSubtitles, size_fault
from vindex_assets.media.subtitles.normalize import normalize_cues
from vindex_search.contract.notes import Note


@dataclass(frozen=True, slots=True)
class Subtitles:
    """Cues, normalised and in order, what was met in reading them, and the language that the file itself states."""

    cues: tuple[Cue, ...]
    notes: tuple[Note, ...] = ()
    language: str | None = None


def read_sidecar(path: Path, *, name: str | None = None, language: str | None = None) -> Subtitles:
    """What a subtitle file says.

    Args:
        path: The file.
        name: By which people know it; None: its own.
        language: That its name states: a hint at its encoding.

    Raises:
        UnreadableSubtitles: the file is too large, no text, or holds no cue; the message says which.
    """
    name = name or path.name
    if fault := size_fault(path.stat().st_size):
        raise UnreadableSubtitles(fault)
    try:
        decoded = decode_text(path.read_bytes(), language=language)
    except NotText as error:
        raise UnreadableSubtitles(str(error)) from None
    parsed = parse_subtitles(decoded.text, suffix=Path(name).suffix.lower(), language=language)
    source = f"the subtitle file {name}"
    notes = (*encoding_notes(decoded, source), *_skipped_notes(parsed.skipped, source))
    return Subtitles(tuple(normalize_cues(parsed.cues)), notes, parsed.language)


def encoding_notes(decoded: DecodedText, source: str) -> list[Note]:
    """A note where the encoding was guessed and other guesses are not much less likely."""
    if decoded.guess is None or decoded.guess.certain:
        return []
    text = f"{source} does not say how its letters are encoded: it was read as {decoded.encoding}, which is a guess"
    return [Note("subtitle_encoding_guessed", text)]


def _skipped_notes(skipped: Sequence[SkippedLine], source: str) -> list[Note]:
    if not skipped:
        return []
    first = skipped[0]
    text = (
        f"{counted(len(skipped), 'cue')} of {source} cannot be read, the first at line {first.number}: {first.text!r}"
    )
    return [Note("subtitle_lines_skipped", text)]
