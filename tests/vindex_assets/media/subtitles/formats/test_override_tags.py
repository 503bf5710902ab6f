"""override_tags: what a player shows of a text field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.media.subtitles.formats.override_tags import plain_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\\hb\\Nc\\nd", "a b\nc\nd"),
        ("{TLC: check this}Where to?", "Where to?"),
        ("{=12}{*\\pos(10,10)}Signs", "Signs"),
        ("{\\p1}m 0 0 l 9 9{\\p0}Caption", "Caption"),
        ("Before{\\p1\\c&H00&}m 0 0 l 9 9{\\i1}l 3 3{\\p0\\b1}after", "Beforeafter"),
        ("{\\p1\\p0}shown", "shown"),
        ("{\\p4}m 0 0", ""),
        ("{\\pos(1,2)\\pbo3}placed", "placed"),
        ("{\\k20}ka{\\k30}ra{\\k20}o{\\k10}ke", "karaoke"),
        ("{a{b}c", "c"),
        ("never { closed", "never { closed"),
        ("stray } brace", "stray } brace"),
        ("{\\t(\\clip(m 0 0 l 1 1))}Styled", "Styled"),
    ],
)
def test_text(text: str, shown: str) -> None:
    assert plain_text(text) == shown


@given(text=st.text("{}\\p10Nnh x", max_size=60))
def test_what_is_shown_is_part_of_the_text(text: str) -> None:
    assert len(plain_text(text)) <= len(text)


@pytest.mark.parametrize("text", ["{" * 1_000_000, "{\\p1}" * 200_000, "{\\p" * 200_000 + "}"])
def test_a_million_braces_take_no_more_than_their_number(text: str) -> None:
    """Quadratic, it would be hours."""
    assert plain_text(text) in {"", text}
