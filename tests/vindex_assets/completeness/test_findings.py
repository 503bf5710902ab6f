"""What counts as missing, over all that can be known of a video."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.video_records import attempted, cancelled, failure, indexed
from vindex_assets.completeness.findings import STALLED_AFTER_S, VideoFacts, findings, is_quarantined
from vindex_assets.pipeline.video_records import MAX_ATTEMPTS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import FAILURE_KINDS, AttemptsRecord, ChannelCount, UploadRecord
from vindex_search.videos.usage.point_counts import channel_counts

NAME = video_id("b", "team/a.mp4")
UPLOAD = UploadRecord(NAME, "team", "team/a.mp4", version="2", size=1, uploaded_at="2026-01-01T00:00:00+00:00")
FULL = channel_counts({"speech": 5, "words": 5}, {"speech": 5, "words": 5})
PUBLISHED = PublishedMark(Generation(NAME, "aa"), 5)
WHOLE = VideoFacts(UPLOAD, indexed=indexed("2"), channels=FULL, published=PUBLISHED, points_in_index=5)
TRIED = attempted("2", *(f"r{number}" for number in range(MAX_ATTEMPTS)))
PASSING = replace(failure("2"), kind="transient")
NOW = 1e9


def kinds(facts: VideoFacts) -> list[str]:
    return [finding.kind for finding in findings(facts, now=NOW)]


@pytest.mark.parametrize("held", [{"cancelled": cancelled("2")}, {"is_paused": True}], ids=str)
def test_what_people_hold_back_was_not_skipped(held: dict[str, Any]) -> None:
    waiting = VideoFacts(UPLOAD, changed_at=NOW - 9 * STALLED_AFTER_S, attempts=TRIED, **held)
    assert kinds(waiting) == []
    assert kinds(replace(waiting, has_partition=False)) == ["partition"]
    assert kinds(replace(waiting, cancelled=cancelled("1"), is_paused=False)) == ["skipped"], "an earlier revision"
    assert kinds(replace(WHOLE, published=None, **held)) == ["published"], "what is indexed is to be whole"
    assert not is_quarantined(replace(waiting, failure=failure("2"), cancelled=cancelled("2")))


def test_of_a_whole_video_nothing_is_missing() -> None:
    assert kinds(WHOLE) == []
    assert kinds(replace(WHOLE, points_in_index=None)) == []


@pytest.mark.parametrize(
    ("facts", "expected", "says"),
    [
        (replace(WHOLE, has_partition=False), "partition", "no partition"),
        (replace(WHOLE, damaged={"frames": "frames.parquet is missing"}), "artefact", "frames.parquet is missing"),
        (replace(WHOLE, published=None), "published", "not published to readers"),
        (
            replace(WHOLE, published=PublishedMark(Generation(NAME, "bb"), 5), points_in_index=None),
            "published",
            "generation bb, the indexed one is aa",
        ),
        (replace(WHOLE, points_in_index=3), "points", "holds 3 of its 5 points"),
        (
            replace(WHOLE, channels={**FULL, "speech": ChannelCount(5, 3), "visual": ChannelCount(2, 0)}),
            "points",
            "it has 3 of 5 speech points, 0 of 2 visual points",
        ),
        (VideoFacts(UPLOAD, changed_at=NOW - 2 * STALLED_AFTER_S), "skipped", "nothing has happened for 2.0 hours"),
        (
            VideoFacts(UPLOAD, indexed=indexed("1"), published=PUBLISHED),
            "skipped",
            "neither indexed nor failed",
        ),
        (VideoFacts(unreadable="upload.json is no JSON", published=PUBLISHED), "skipped", "upload.json is no JSON"),
        (VideoFacts(published=PUBLISHED), "orphaned", "no upload is registered"),
        (VideoFacts(forgotten=True, published=PUBLISHED), "orphaned", "no upload is registered"),
        (VideoFacts(), "skipped", "it has a partition, but no upload"),
    ],
)
def test_each_thing_that_is_missing_is_found_and_named(facts: VideoFacts, expected: str, says: str) -> None:
    found = findings(facts, now=NOW)
    assert [one.kind for one in found] == [expected]
    assert says in found[0].reason


@pytest.mark.parametrize(
    "facts",
    [
        VideoFacts(UPLOAD, changed_at=NOW - STALLED_AFTER_S + 1),
        VideoFacts(UPLOAD, failure=failure("2")),
        VideoFacts(UPLOAD, failure=PASSING, attempts=TRIED),
        VideoFacts(forgotten=True),
        VideoFacts(has_partition=False),
        VideoFacts(queue_is_idle=False),
    ],
    ids=[
        "registered just now",
        "failed for good",
        "failed too often",
        "forgotten",
        "nothing of it is left",
        "it waits in the queue",
    ],
)
def test_what_is_as_it_should_be_has_no_findings(facts: VideoFacts) -> None:
    assert kinds(facts) == []


def test_a_failure_that_may_pass_is_not_the_end_of_it() -> None:
    passing = VideoFacts(UPLOAD, failure=PASSING, attempts=attempted("2"))
    assert kinds(passing) == ["skipped"]
    assert not is_quarantined(passing)


def test_the_failure_of_an_older_revision_quarantines_nothing() -> None:
    older = VideoFacts(UPLOAD, failure=failure("1"))
    assert kinds(older) == ["skipped"]
    assert not is_quarantined(older)


revisions = st.sampled_from("12")
anything = st.builds(
    VideoFacts,
    upload=st.none() | st.just(UPLOAD),
    forgotten=st.booleans(),
    indexed=st.none() | st.builds(indexed, revisions),
    failure=st.none() | st.builds(replace, st.builds(failure, revisions), kind=st.sampled_from(FAILURE_KINDS)),
    attempts=st.none() | st.builds(AttemptsRecord, revisions, st.lists(st.text(), max_size=5).map(tuple)),
    changed_at=st.floats(0, 2 * NOW),
    damaged=st.dictionaries(st.sampled_from(["frames", "audio"]), st.just("is missing")),
    channels=st.none() | st.just(FULL),
    published=st.none() | st.just(PUBLISHED),
    points_in_index=st.none() | st.integers(0, 6),
    has_partition=st.booleans(),
)


@given(anything)
def test_a_registered_video_that_nothing_is_found_of_is_whole_or_failed_or_new(facts: VideoFacts) -> None:
    if facts.upload is None or findings(facts, now=NOW):
        return
    is_indexed = facts.indexed is not None and facts.indexed.revision == "2"
    whole = is_indexed and facts.published == PUBLISHED and not facts.damaged and facts.points_in_index in (None, 5)
    assert facts.has_partition
    assert whole or is_quarantined(facts) or (not is_indexed and NOW - facts.changed_at <= STALLED_AFTER_S)
