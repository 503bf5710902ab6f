"""Normalised cues: styling removed, voices split, lines that roll-up captions repeat said once."""

from __future__ import annotations

from collections.abc import Iterable

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.limits import bounded
from vindex_assets.media.subtitles.markup import plain_cues
from vindex_assets.media.subtitles.roll_up import merge_repetitions


def normalize_cues(cues: Iterable[Cue]) -> list[Cue]:
    """Cues in order of time, without markup and empty cues, one per voice, each line of a roll-up caption once.

    Raises:
        UnreadableSubtitles: they hold more than the limits allow.
    """
    plain = bounded(part for cue in cues for part in plain_cues(cue))
    shown = [cue for cue in plain if cue.text and cue.end_s > cue.start_s]
    return merge_repetitions(sorted(shown, key=lambda cue: (cue.start_s, cue.end_s)))
