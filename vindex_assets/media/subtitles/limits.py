"""How much subtitles may hold: far above what any film has, and little enough for every step behind them.

A file above a limit is passed over with its reason. A film of ten hours has some 15,000 cues, 90,000 words and a
megabyte of text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vindex_assets.media.subtitles.cues import Cue

# A film of ten hours has about 1 MB of subtitles; ASS files that draw their signs frame by frame have some ten.
MAX_BYTES: Final = 32 * 2**20  # of a file, and of all text tracks of a video
MAX_CUES: Final = 200_000  # of a file, and of its lines that cannot be read
MAX_CUE_LENGTH: Final = 100_000  # characters: a whole lecture in one cue, as transcripts without times have it
MAX_TEXT_LENGTH: Final = 2_000_000  # characters of all cues without their markup: twice those ten hours
MAX_TIMED_WORDS: Final = 200_000  # whose times are stated


class UnreadableSubtitles(Exception):
    """A file in which no subtitle can be read; the message says why, without a final stop."""


def size_fault(size: int) -> str | None:
    """Why a file of so many bytes is not read, as the end of a sentence; None where it may be."""
    if size <= MAX_BYTES:
        return None
    return f"it has {size / 2**20:.0f} MiB, and at most {MAX_BYTES // 2**20} MiB are read"


def require_short(text: str) -> None:
    """Refuse a cue that holds too much.

    Raises:
        UnreadableSubtitles: it does.
    """
    if len(text) > MAX_CUE_LENGTH:
        raise UnreadableSubtitles(
            f"one of its cues has {len(text):,} characters, and at most {MAX_CUE_LENGTH:,} are read"
        )


def bounded(cues: Iterable[Cue]) -> Iterable[Cue]:
    """The cues as they come; their voices and words count, not the cues that they were written as.

    Raises:
        UnreadableSubtitles: all together they hold too much.
    """
    count = length = words = 0
    for cue in cues:
        count, length, words = count + 1, length + len(cue.text), words + len(cue.words)
        if count > MAX_CUES:
            raise UnreadableSubtitles(f"it has more than {MAX_CUES:,} cues")
        if length > MAX_TEXT_LENGTH:
            raise UnreadableSubtitles(f"its text has more than {MAX_TEXT_LENGTH:,} characters")
        if words > MAX_TIMED_WORDS:
            raise UnreadableSubtitles(f"it states the times of more than {MAX_TIMED_WORDS:,} words")
        yield cue
