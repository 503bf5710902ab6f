"""Whether cues can be the transcript of a film: they lie inside it, and they say something.

Subtitles of another film or cut, of songs alone, or of signs alone say nothing of what is heard. Cues that begin at a
whole hour, as programmes do in the tape's time code of broadcasters, are shifted to the film.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from vindex_assets.media.subtitles.cues import Cue, CueWord
from vindex_assets.media.subtitles.spoken import count_spoken_words
from vindex_search.common.clock_time import player_time
from vindex_search.contract.notes import Note

HOUR_S: Final = 3600.0
MAX_OUTSIDE_SHARE: Final = 0.5  # of the cues; with more of them after its end, it is not their film
# Talk has 100 to 200 words a minute, a film in which people talk 40 and more. Signs have some ten: the sound decides.
SPARSE_WORDS_PER_MINUTE: Final = 20.0
MAX_QUOTED: Final = 40  # characters of a cue in a sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the cues of a file or track.

    Attributes:
        cues: Those that begin inside the film, on its clock; none where they were refused.
        notes: What was decided.
        refusal: Why they are no transcript, as the end of a sentence; None: they are one.
        words: How many of theirs are spoken.
    """

    cues: tuple[Cue, ...]
    notes: tuple[Note, ...] = ()
    refusal: str | None = None
    words: int = 0

    def is_sparse(self, duration_s: float) -> bool:
        """Whether so little is said that these may be signs alone, or the film says little."""
        return self.words * 60.0 < SPARSE_WORDS_PER_MINUTE * duration_s


def judge_cues(cues: Sequence[Cue], *, duration_s: float, source: str) -> Verdict:
    """Whether cues are a transcript of a film.

    Args:
        cues: Normalised, in order of time.
        duration_s: Length of the film.
        source: What they come from, for sentences: "the subtitle file talk.srt".
    """
    if not cues:
        return Verdict((), refusal="it has no cue with text")
    offset_s = _whole_hours_off(cues, duration_s)
    if offset_s:
        cues = [_shifted(cue, -offset_s) for cue in cues]
    inside = tuple(cue for cue in cues if cue.start_s < duration_s)
    words = sum(count_spoken_words(cue.text) for cue in inside)
    refusal = _refusal(cues, inside, words, duration_s)
    if refusal:
        return Verdict((), refusal=refusal)
    notes = [*_shift_note(offset_s, source), *_outside_note(cues[len(inside) :], len(cues), duration_s, source)]
    return Verdict(inside, tuple(notes), words=words)


def _refusal(cues: Sequence[Cue], inside: Sequence[Cue], words: int, duration_s: float) -> str | None:
    outside = len(cues) - len(inside)
    if outside > MAX_OUTSIDE_SHARE * len(cues):
        return f"{outside} of {len(cues)} cues begin after the end of the film, at {player_time(duration_s)}"
    if not words:
        quoted = inside[0].text.replace("\n", " ")[:MAX_QUOTED]
        return f"nothing in its {counted(len(inside), 'cue')} is spoken ({quoted!r})"
    return None


def _whole_hours_off(cues: Sequence[Cue], duration_s: float) -> float:
    """The whole hours, in seconds, at which the cues begin and after whose removal all of them fit; 0 where none do."""
    first_s, last_s = cues[0].start_s, max(cue.start_s for cue in cues)
    hours_s = first_s // HOUR_S * HOUR_S
    fits_as_it_is = last_s < duration_s
    return 0.0 if fits_as_it_is or last_s - hours_s >= duration_s else hours_s


def _shifted(cue: Cue, by_s: float) -> Cue:
    words = tuple(CueWord(word.text, word.start_s + by_s, word.end_s + by_s) for word in cue.words)
    return replace(cue, start_s=cue.start_s + by_s, end_s=cue.end_s + by_s, words=words)


def _shift_note(offset_s: float, source: str) -> list[Note]:
    if not offset_s:
        return []
    text = f"the cues of {source} begin at {player_time(offset_s)}: they were shifted to the beginning of the film"
    return [Note("subtitles_shifted", text)]


def _outside_note(outside: Sequence[Cue], of: int, duration_s: float, source: str) -> list[Note]:
    if not outside:
        return []
    begin = f"begin after the end of the film, at {player_time(duration_s)}"
    text = f"{len(outside)} of the {of} cues of {source} {begin}, and were left out"
    return [Note("cues_outside", text)]


def counted(count: int, noun: str) -> str:
    """A number with its noun: "1 cue", "2 cues"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
