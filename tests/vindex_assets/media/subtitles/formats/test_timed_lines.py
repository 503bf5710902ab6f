"""timed_lines: whose text a line is."""

from __future__ import annotations

import re

import pytest

from vindex_assets.media.subtitles.formats.timed_lines import Dialect, parse_lines
from vindex_assets.media.subtitles.formats.timestamps import SUBRIP

PLAIN = Dialect(timing=re.compile(rf"{SUBRIP}>{SUBRIP}"), mark=re.compile(">"))
NAMED = Dialect(timing=PLAIN.timing, mark=PLAIN.mark, comment=re.compile("#"), names_cues=True, spaces_are_blank=False)


def said(dialect: Dialect, *lines: str) -> list[str]:
    return [cue.text.strip("\n") for cue in parse_lines(lines, dialect).cues]


@pytest.mark.parametrize(
    ("lines", "plain", "named"),
    [
        (("0:01>0:02", "a", "", "b", "0:03>0:04", "c"), ["a\n\nb", "c"], ["a", "c"]),
        (("0:01>0:02", "a", "", "b", "", "0:03>0:04", "c"), ["a\n\nb", "c"], ["a\n\nb", "c"]),
        (("0:01>0:02", "a", "", "7", "0:03>0:04", "c"), ["a", "c"], ["a", "c"]),
        (("0:01>0:02", "a", "#b", "", "c"), ["a\n#b\n\nc"], ["a\n#b\n\nc"]),
        (("0:01>0:02", "a", "", "#b", "", "c"), ["a\n\n#b\n\nc"], ["a"]),
        (("lost", "", "0:01>0:02", "a"), ["a"], ["a"]),
        (("0:01>0:02", " ", "a"), ["a"], [" \na"]),
    ],
    ids=["a line before times", "a blank after it", "a number", "no comment", "a comment", "before all", "spaces"],
)
def test_whose_text_a_line_is(lines: tuple[str, ...], plain: list[str], named: list[str]) -> None:
    assert (said(PLAIN, *lines), said(NAMED, *lines)) == (plain, named)


def test_a_number_at_the_end_is_said_unless_it_counts_on() -> None:
    assert said(PLAIN, "1", "0:01>0:02", "a", "", "2") == ["a"]
    assert said(PLAIN, "1", "0:01>0:02", "a", "", "42") == ["a\n\n42"]
