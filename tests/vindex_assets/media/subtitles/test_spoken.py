"""spoken: words that somebody says."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.spoken import count_spoken_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("High water at noon.", 4),
        ("[Music]", 0),
        ("(applause)", 0),
        ("[door\nslams] ♪♪ *sighs*", 0),
        ("（拍手）【音楽】", 0),
        ("ANN: Hello.\nMR. BROWN: Hi!", 2),
        ("ANN:", 0),
        ("- JOHN O'NEILL: Yes", 1),
        ("♪ And I will follow ♪", 4),
        ("It's mine", 2),
        ("水は一日に二回上がります", 6),
        ("น้ำขึ้น", 2),
        ("물은 하루에", 2),
        ("...", 0),
        ("sprite-1.jpg#xywh=0,0,160,90", 0),
        ("[never closed", 2),
        ("Note: this", 2),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_spoken_words(text) == words


@pytest.mark.parametrize("text", ["[" * 200_000, "(a" * 100_000, "*" * 200_001, "A" * 200_000 + ":", "'" * 200_000])
def test_brackets_that_never_close_take_no_more_than_their_number(text: str) -> None:
    """Quadratic, it would be hours."""
    assert count_spoken_words(text) >= 0
