"""filters: failures, model sets and ages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.settings import Settings
from vindex_search.videos.activity.filters import UNIT_S, WorkFilter, parse_age, published_with, uploaded_at_age
from vindex_search.videos.video import Video


def video(**facts: Any) -> Video:
    plain = {"video_id": "team--a-0123456789", "workspace": "team", "object_key": "team/a.mp4", "version": "1"}
    more = {"sidecars": (), "revision": "1", "size": 1, "duration_s": None, "uploaded_at": None, "has_frames": False}
    failed = {"status": "failed", "reason": "No sound: Kein Ton", "failed_asset": "audio", "failure_kind": "transient"}
    return Video(**{**plain, **more, **failed, **facts})


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"failed_asset": "audio"},
        {"failure_kind": "transient"},
        {"reason": "kein TON"},
        {"failed_asset": "audio", "failure_kind": "transient", "reason": "sound"},
        {"collection": "c", "published": frozenset({"team--a-0123456789"})},
    ],
)
def test_a_video_that_is_so_passes(where: dict[str, Any]) -> None:
    assert WorkFilter(**where).admits(video())


@pytest.mark.parametrize(
    "where",
    [
        {"failed_asset": "video"},
        {"failure_kind": "permanent"},
        {"reason": "picture"},
        {"failed_asset": "audio", "reason": "picture"},
        {"collection": "c"},
    ],
)
def test_a_video_that_is_otherwise_does_not(where: dict[str, Any]) -> None:
    assert not WorkFilter(**where).admits(video())


def test_an_indexed_video_that_failed_once_is_no_failure() -> None:
    assert not WorkFilter(failed_asset="audio").admits(video(status="indexed"))


@given(st.integers(0, 999_999), st.sampled_from("smhd"))
def test_an_age_is_a_number_with_a_unit(count: int, unit: str) -> None:
    assert parse_age(f"{count}{unit}") == count * UNIT_S[unit]


@pytest.mark.parametrize("text", ["", "7", "d", "-1d", "1.5h", "7 d", "7D", "1w", "٣d", "1d2h", "10000000s"])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="90s, 15m, 6h, 7d"):
        parse_age(text)


def test_an_age_beyond_the_clock_is_its_beginning() -> None:
    assert uploaded_at_age("999999d", now=86_400.0) == "1970-01-01T00:00:00+00:00"


def test_an_unknown_model_set_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="'best'; allowed: offline, standard"):
        published_with(Settings(), "best")
