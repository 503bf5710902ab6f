"""Which videos a check inspects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.completeness import inventory
from vindex_assets.completeness.inventory import CHECKS_PER_ROUND, next_in_rotation

videos = st.lists(st.integers(0, 10**6), unique=True, max_size=60).map(
    lambda found: [f"team--v-{number:010x}" for number in sorted(found)]
)


@given(videos, st.integers(1, 7))
def test_everything_has_its_turn_within_a_round_and_no_check_takes_more(names: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory, "MIN_VIDEOS_PER_CHECK", size)
        seen: set[str] = set()
        until = ""
        for _ in range(CHECKS_PER_ROUND):
            turn = next_in_rotation(names, until)
            assert len(turn) == len(set(turn)) <= max(size, -(-len(names) // CHECKS_PER_ROUND))
            seen |= set(turn)
            until = turn[-1] if turn else ""
        assert seen == set(names)


@given(videos, st.text("0123456789abcdef", min_size=10, max_size=10))
def test_a_round_goes_on_where_the_last_one_is_gone(names: list[str], gone: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory, "MIN_VIDEOS_PER_CHECK", 1)
        first = next_in_rotation(names, f"team--v-{gone}")[:1]
        later = [name for name in names if name > f"team--v-{gone}"]
        assert first == (later or names)[:1]
