"""limits: what the cues of a file may hold together."""

from __future__ import annotations

from collections import deque
from itertools import repeat

import pytest

from vindex_assets.media.subtitles.cues import Cue, CueWord
from vindex_assets.media.subtitles.limits import (
    MAX_BYTES,
    MAX_CUES,
    MAX_TIMED_WORDS,
    UnreadableSubtitles,
    bounded,
    size_fault,
)

TIMED = Cue(0.0, 1.0, "a", words=(CueWord("a", 0.0, 1.0),) * 100)


def test_cues_within_the_limits_come_as_they_are() -> None:
    assert len(list(bounded(repeat(Cue(0.0, 1.0, "a"), MAX_CUES)))) == MAX_CUES


@pytest.mark.parametrize(
    ("cue", "count", "says"),
    [
        (Cue(0.0, 1.0, ""), MAX_CUES + 1, "it has more than 200,000 cues"),
        (Cue(0.0, 1.0, "a" * 1_000), 2_001, "its text has more than 2,000,000 characters"),
        (TIMED, MAX_TIMED_WORDS // 100 + 1, "it states the times of more than 200,000 words"),
    ],
)
def test_one_more_is_too_many(cue: Cue, count: int, says: str) -> None:
    with pytest.raises(UnreadableSubtitles, match=says):
        deque(bounded(repeat(cue, count)), maxlen=0)


def test_the_size_of_a_file_is_judged_before_it_is_read() -> None:
    assert size_fault(MAX_BYTES) is None
    assert size_fault(2**40) == "it has 1048576 MiB, and at most 32 MiB are read"
