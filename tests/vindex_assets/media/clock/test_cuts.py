"""cuts: which breaks of pictures and sound belong together, and which are no cut of the file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vindex_assets.media.clock.breaks import find_breaks
from vindex_assets.media.clock.cuts import StreamTimes, find_cuts


def interleaved(text: str, *, step_s: float = 1.0) -> list[StreamTimes]:
    """Two streams from a picture of a file: V a picture, A a block of sound, v and a the first of a part from 0 s on.

    Each packet lasts `step_s`.
    """
    return [_stream(text, letter, step_s) for letter in "VA"]


def _stream(text: str, letter: str, step_s: float) -> StreamTimes:
    order: list[int] = []
    times_s: list[float] = []
    for place, each in enumerate(text):
        if each.upper() == letter:
            order.append(place)
            times_s.append(times_s[-1] + step_s if times_s and each == letter else 0.0)
    begin_s = np.array(times_s, np.float64)
    breaks, strays = find_breaks(begin_s, jitter_s=0.5)
    shown = np.ones(len(begin_s), np.bool_)
    return StreamTimes(
        np.array(order, np.int64), begin_s, begin_s, begin_s + step_s, shown, tuple(breaks), tuple(strays)
    )


def cuts(streams: Sequence[StreamTimes]) -> tuple[list[tuple[int, list[int]]], list[int]]:
    """Places of the cuts with the streams that break there, and places where a stream breaks alone."""
    parts, alone = find_cuts(streams, discontinuous=True, stated_end_s=None)
    return [(cut.order, sorted(cut.breaks)) for cut in parts], [cut.order for cut in alone]


def test_breaks_a_few_packets_apart_are_one_cut() -> None:
    assert cuts(interleaved("VAVAVAVAVA vVaAVAVAVA VAVA".replace(" ", ""))) == ([(10, [0, 1])], [])
    assert cuts(interleaved("VAVAVAVAVAvVVaAVAVAVAVAVA")) == ([(10, [0, 1])], [])
    assert cuts(interleaved("VAVAVAVAVAaAAvVAVAVAVAVA")) == ([(10, [0, 1])], [])


def test_a_break_of_a_stream_alone_is_no_cut_of_the_file() -> None:
    assert cuts(interleaved("VA" * 9 + "Va" + "VA" * 9)) == ([], [19])


def test_where_the_other_stream_has_nothing_the_file_is_cut() -> None:
    assert cuts(interleaved("VA" * 9 + "v" + "V" * 9 + "vaVAVAVAVA")) == ([(18, [0]), (28, [0, 1])], [])
    assert cuts(interleaved("V" * 9 + "vaVAVAVAVA")) == ([(9, [0])], [])


def test_a_short_part_without_sound_does_not_take_the_break_of_the_next() -> None:
    assert cuts(interleaved("VA" * 9 + "vVVVV" + "avVAVAVAVA")) == ([(18, [0]), (23, [0, 1])], [])


def test_a_file_of_one_stream_is_cut_at_its_breaks() -> None:
    pictures = interleaved("VVVVVvVVVVvVVV")[:1]
    assert cuts(pictures) == ([(5, [0]), (10, [0])], [])


def test_a_file_without_breaks_has_no_cut() -> None:
    assert cuts(interleaved("VAVAVA")) == ([], [])
    assert cuts([]) == ([], [])
