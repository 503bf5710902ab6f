"""More like this: positions in a video, and the query vectors that they give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.index.points import speech_row
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.index.types import Hit, SparseVector
from vindex_search.query.examples.more_like_this import VideoTime, parse_video_time, vectors_at, without_reference
from vindex_search.query.retriever import QueryVectors
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
HALF = pytest.approx([0.5**0.5, 0.5**0.5, 0, 0])


@pytest.mark.parametrize(
    ("given_", "at_s"), [(f"{TALK}@12", 12.0), (f"{TALK}@12.5", 12.5), (f"{TALK}@0", 0.0), (f"{TALK}@0000007", 7.0)]
)
def test_a_position_is_parsed(given_: str, at_s: float) -> None:
    assert parse_video_time(given_) == VideoTime(TALK, at_s)


@pytest.mark.parametrize(
    "given_",
    [
        *("", "@", TALK, f"{TALK}@", f"{TALK}@-1", f"{TALK}@nan", f"{TALK}@inf", f"{TALK}@1e3", f"{TALK}@1."),
        *("talk@12", f"{TALK}@1 2"),
        *(f"{TALK}@12 ", f"{TALK}@12\n", f"{TALK}@1@2", f"../{TALK}@12", f"{TALK}@12345678", f"{TALK}@1.2345678"),
    ],
)
def test_another_form_is_refused(given_: str) -> None:
    with pytest.raises(ValueError, match="is not a position in a video; the form is <video id>@<seconds>") as problem:
        parse_video_time(given_)
    assert repr(given_) in str(problem.value)


@given(st.integers(0, 10**7 - 1), st.integers(0, 999))
def test_a_formatted_position_is_parsed_back(seconds: int, thousandths: int) -> None:
    assert parse_video_time(f"{TALK}@{seconds}.{thousandths:03}").at_s == pytest.approx(seconds + thousandths / 1000)


def row(number: int, channel: str, times: tuple[float, float], **vectors: Any) -> dict[str, object]:
    """One point; fields that are not given are absent."""
    made = speech_row(TALK, number, vector=[], words=[], fingerprint="aa")
    absent = dict.fromkeys(("visual_vector", "text_vector", "words_indices", "words_values"))
    words = vectors.get("words_indices")
    values = {"words_values": [1.0] * len(words)} if words else {}
    return {**made, **absent, "channel": channel, "start_s": times[0], "end_s": times[1], **vectors, **values}


ROWS = [
    row(0, "speech", (0, 10), text_vector=[1, 0, 0, 0], words_indices=[1, 2]),
    row(1, "speech", (10, 20), text_vector=[0, 1, 0, 0], words_indices=[2, 3]),
    row(2, "screen", (15, 18), text_vector=[1, 0, 0, 0], words_indices=[9]),
    row(3, "speech", (40, 50), text_vector=[0, 0, 1, 0]),
    row(4, "visual", (0, 15), visual_vector=[0, 0, 3]),
    row(5, "visual", (30, 40), visual_vector=[0, 1, 0]),
]


def stored(folder: Path, rows: list[dict[str, object]]) -> Store:
    store = Store(folder / "store", "vindex-test")
    store.write_table(TALK, POINTS, pl.DataFrame(rows, schema=POINTS_SCHEMA), Stamp((), "1"))
    return store


@pytest.mark.parametrize(
    ("at_s", "text", "visual", "words"),
    [
        (5, [1, 0, 0, 0], [0, 0, 1], [1, 2]),
        (12, [0, 1, 0, 0], [0, 0, 1], [2, 3]),
        (16, HALF, [0, 0, 1], [2, 3, 9]),  # speech and screen text; the nearest frame
        (10, HALF, [0, 0, 1], [1, 2, 3]),  # where two passages meet
        (22, [0, 1, 0, 0], [0, 0, 1], [2, 3]),  # in no point: the nearest, which ends two seconds before
        (29, [0, 1, 0, 0], [0, 1, 0], [2, 3]),
        (45, [0, 0, 1, 0], [0, 1, 0], None),  # a passage of stop words only
        (9000, [0, 0, 1, 0], [0, 1, 0], None),
    ],
)
def test_query_vectors_are_means_of_the_points_at_a_position(
    tmp_path: Path, at_s: float, text: list[float], visual: list[float], words: list[int] | None
) -> None:
    found = vectors_at(stored(tmp_path, ROWS), VideoTime(TALK, at_s))
    assert found == QueryVectors(text, visual, SparseVector(words, [1.0] * len(words)) if words else None)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], QueryVectors()),
        (ROWS[:1], QueryVectors(text=[1, 0, 0, 0], words=SparseVector([1, 2], [1.0, 1.0]))),
        (ROWS[4:5], QueryVectors(visual=[0, 0, 1])),
        ([row(0, "visual", (0, 10), visual_vector=[0, 0, 0])], QueryVectors()),
    ],
)
def test_vectors_that_a_video_lacks_are_none(
    tmp_path: Path, rows: list[dict[str, object]], expected: QueryVectors
) -> None:
    assert vectors_at(stored(tmp_path, rows), VideoTime(TALK, 5)) == expected


def test_a_video_without_points_has_no_vectors(tmp_path: Path) -> None:
    assert vectors_at(Store(tmp_path, "vindex-test"), VideoTime(TALK, 5)) is None


def hit(video: str, start: float, end: float) -> Hit:
    return Hit(
        channel="speech",
        point_channel="speech",
        point_id=f"{start}",
        video_id=video,
        workspace="team",
        start_s=start,
        end_s=end,
        text=None,
        score=1.0,
    )


def test_hits_that_contain_the_position_are_dropped() -> None:
    there = [hit(TALK, 0, 10), hit(TALK, 10, 20), hit(TALK, 5, 6)]
    others = [hit(TALK, 10.1, 20), hit(TALK, 0, 9.9), hit(FILM, 0, 20)]
    assert without_reference({"speech": [*there, *others], "words": there}, VideoTime(TALK, 10)) == {
        "speech": [there[2], *others],
        "words": [there[2]],
    }
