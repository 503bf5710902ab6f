"""Crash points: every one that is named is placed once, none acts by itself, and an unknown one is an error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.session.checkout import CHECKOUT
from vindex_search.common import crash_point
from vindex_search.common.crash_point import POINTS, UnknownCrashPoint

PLACED = re.compile(r'^\s*crash_point\("([^"]+)"', re.MULTILINE)


@pytest.fixture
def passed() -> Iterator[list[tuple[str, str]]]:
    """What is passed while this process is armed."""
    seen: list[tuple[str, str]] = []
    crash_point.arm(lambda name, what: seen.append((name, what)))
    yield seen
    crash_point.arm(None)


def test_every_point_of_the_table_is_placed_exactly_once_and_no_other_is() -> None:
    sources = [path for room in ("vindex_search", "vindex_assets") for path in (CHECKOUT / room).rglob("*.py")]
    placed = Counter(name for path in sources for name in PLACED.findall(path.read_text(encoding="utf-8")))
    assert placed == dict.fromkeys(POINTS, 1)


def test_production_never_arms_itself() -> None:
    sources = [path for room in ("vindex_search", "vindex_assets") for path in (CHECKOUT / room).rglob("*.py")]
    arming = [path.name for path in sources if re.search(r"\barm\(", path.read_text(encoding="utf-8"))]
    assert arming == ["crash_point.py"]


def test_a_point_is_passed_where_no_process_is_armed() -> None:
    crash_point.crash_point("no such point")


def test_an_armed_process_is_told_the_point_and_what_is_changed(passed: list[tuple[str, str]]) -> None:
    crash_point.crash_point("step.made", "frames")
    assert passed == [("step.made", "frames")]


def test_in_an_armed_process_an_unknown_point_is_an_error(passed: list[tuple[str, str]]) -> None:
    with pytest.raises(UnknownCrashPoint, match=r"'no such point' is no crash point; there are alerts\."):
        crash_point.crash_point("no such point")
    assert passed == []
