"""Where subtitles leave much of what is heard unsaid: pure comparisons of the two transcripts.

subtitles   |--a--|                    |-b-|
heard       |--a--|--c--|---d---|--e---|-b-|
unsaid             [       stretch     ]
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from vindex_assets.media.subtitles.spoken import count_spoken_words
from vindex_search.passages.segments import Segment

Stretch = tuple[float, float]
"""Start and end in seconds."""

MIN_STRETCH_SHARE: Final = 0.25  # of a film without a cue: part of the film has no subtitles, or nobody speaks there
MIN_STRETCH_S: Final = 30.0  # people are silent for less in any film
TALK_WORDS_PER_MINUTE: Final = 30.0  # heard: there is talk, and not a word here and there in music
SIGNS_FACTOR: Final = 3.0  # as many words are heard beside the subtitles as stand in them, so often: they are signs


def stretches_without(segments: Sequence[Segment], *, duration_s: float) -> list[Stretch]:
    """The long stretches of a film that no segment covers, in order."""
    shortest_s = max(MIN_STRETCH_S, MIN_STRETCH_SHARE * duration_s)
    ordered = sorted(segments, key=lambda segment: segment.start_s)
    ends = list(accumulate((min(segment.end_s, duration_s) for segment in ordered), max, initial=0.0))
    starts = [*(min(segment.start_s, duration_s) for segment in ordered), duration_s]
    return [(end_s, start_s) for end_s, start_s in zip(ends, starts, strict=True) if start_s - end_s >= shortest_s]


def segments_in(segments: Sequence[Segment], stretches: Sequence[Stretch]) -> list[Segment]:
    """The segments whose middle lies in one of the stretches."""
    return [
        segment
        for segment in segments
        if any(start_s <= (segment.start_s + segment.end_s) / 2 < end_s for start_s, end_s in stretches)
    ]


def segments_beside(segments: Sequence[Segment], others: Sequence[Segment]) -> list[Segment]:
    """The segments in whose middle none of the others is shown."""
    ordered = sorted(others, key=lambda segment: segment.start_s)
    starts = [segment.start_s for segment in ordered]
    shown_until = [-math.inf, *accumulate((segment.end_s for segment in ordered), max)]  # by how many have begun
    middles = [(segment, (segment.start_s + segment.end_s) / 2) for segment in segments]
    return [segment for segment, middle in middles if shown_until[bisect_right(starts, middle)] <= middle]


def count_words(segments: Sequence[Segment]) -> int:
    """Spoken words of all segments."""
    return sum(count_spoken_words(segment.text) for segment in segments)


def is_talk(segments: Sequence[Segment], seconds: float) -> bool:
    """Whether somebody talks in these seconds of sound, going by the segments that were heard there."""
    return count_words(segments) * 60.0 >= TALK_WORDS_PER_MINUTE * seconds


def are_signs(subtitles: Sequence[Segment], heard: Sequence[Segment], *, duration_s: float) -> bool:
    """Whether subtitles with few words leave unsaid what is heard: they are signs, or those of another film."""
    beside = segments_beside(heard, subtitles)
    return is_talk(beside, duration_s) and count_words(beside) >= SIGNS_FACTOR * count_words(subtitles)
