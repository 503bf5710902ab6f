"""item: a whole video or a moment that a clip can show."""

from __future__ import annotations

import math

import pytest

from vindex_search.sharing.item import MAX_MOMENT_S, SharingRefused, check_range, new_item


@pytest.mark.parametrize(("start_s", "end_s"), [(None, None), (0.0, 0.1), (5.0, 5.0 + MAX_MOMENT_S)])
def test_videos_and_moments_are_allowed(start_s: float | None, end_s: float | None) -> None:
    check_range(start_s, end_s)


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(None, 1.0), (1.0, None), (-1.0, 1.0), (1.0, 1.0), (2.0, 1.0), (0.0, MAX_MOMENT_S + 1), (0.0, math.inf)],
)
def test_what_is_neither_is_refused(start_s: float | None, end_s: float | None) -> None:
    with pytest.raises(SharingRefused, match=r"moment|whole video"):
        check_range(start_s, end_s)


def test_ids_differ() -> None:
    made = [new_item("team--film-0123456789", content=None, by="ci") for _ in range(50)]
    assert len({item.id for item in made}) == 50
