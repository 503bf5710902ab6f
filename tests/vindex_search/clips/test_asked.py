"""asked: a wish within bounds, or a sentence that says what is allowed; the same wish is the same job."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.clips.asked import MAX_CLIP_S, ClipAsked, ClipRefused, job_id, video_of_job
from vindex_search.clips.record import ClipRecord

VIDEO = "team--talk-0123456789"
TIMES = st.floats(0, 5000)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (ClipAsked(5, 5), "is no range of this video, which has 100.000 s"),
        (ClipAsked(100, 110), "is no range of this video"),
        (ClipAsked(math.nan, 1), "is no range of this video"),
        (ClipAsked(0, 11, format="gif"), "allowed are 10 s of a GIF"),
    ],
)
def test_a_range_that_cannot_be_is_refused(asked: ClipAsked, says: str) -> None:
    with pytest.raises(ClipRefused, match=says):
        asked.range_in(100.0)


def test_half_an_hour_is_the_most() -> None:
    assert ClipAsked(0, 1800).range_in(5000) == (0, 1800)
    with pytest.raises(ClipRefused, match="allowed are 1800 s"):
        ClipAsked(0, 1801).range_in(5000)


@given(TIMES, TIMES, st.floats(0, 60), st.floats(0, 60), TIMES)
def test_a_range_is_inside_the_video_and_no_longer_than_allowed(
    start: float, end: float, before: float, after: float, duration: float
) -> None:
    try:
        first, last = ClipAsked(start, end, before, after).range_in(duration)
    except ClipRefused:
        return
    assert 0 <= first < last <= duration
    assert last - first <= MAX_CLIP_S + 0.1


@pytest.mark.parametrize(
    "asked",
    [
        ClipAsked(0, 1, format="m4a", subtitles="burnt"),
        ClipAsked(0, 1, mode="fast", subtitles="burnt"),
        ClipAsked(0, 1, format="gif", subtitles="burnt"),
        ClipAsked(0, 1, before_s=61),
    ],
)
def test_what_does_not_fit_together_is_refused(asked: ClipAsked) -> None:
    with pytest.raises(ClipRefused, match="allowed"):
        asked.check()


def test_another_wish_or_another_revision_is_another_job() -> None:
    asked = ClipAsked(1, 2)
    jobs = {job_id(VIDEO, "v1", asked), job_id(VIDEO, "v2", asked), job_id(VIDEO, "v1", replace(asked, end_s=3))}
    assert (len(jobs), {video_of_job(job) for job in jobs}) == (3, {VIDEO})


@pytest.mark.parametrize("job", ["", VIDEO, f"{VIDEO}.", f"{VIDEO}.0123456789abcdeg", f"../{VIDEO}.0123456789abcdef"])
def test_what_is_no_job_names_no_video(job: str) -> None:
    assert video_of_job(job) is None


def test_a_record_is_read_as_it_was_written() -> None:
    record = ClipRecord(f"{VIDEO}.0123456789abcdef", VIDEO, "talk", "v1", ClipAsked(1, 2.5), "running", 12.0, 0.5)
    assert ClipRecord.from_json(record.to_json()) == record
