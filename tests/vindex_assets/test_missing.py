"""What counts as missing, over all that can be known of a video."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.missing import PATIENCE_S, Facts, findings, is_quarantined
from vindex_assets.records import MOST_ATTEMPTS
from vindex_search.completeness import Count, counts

UPLOAD = {"revision": "2", "object_key": "team/a.mp4"}
FULL = counts({"speech": 5, "words": 5}, {"speech": 5, "words": 5})
WHOLE = Facts(UPLOAD, indexed={"revision": "2", "generation": "aa"}, channels=FULL, mark=("aa", 5), held=5)
NOW = 1e9


def what(facts: Facts) -> list[str]:
    return [finding.what for finding in findings(facts, now=NOW)]


def test_of_a_whole_video_nothing_is_missing() -> None:
    assert what(WHOLE) == []
    assert what(replace(WHOLE, held=None)) == []


@pytest.mark.parametrize(
    ("facts", "expected", "says"),
    [
        (replace(WHOLE, shown=False), "partition", "no partition"),
        (replace(WHOLE, damaged={"frames": "frames.parquet is missing"}), "artefact", "frames.parquet is missing"),
        (replace(WHOLE, mark=None), "published", "readers are not told"),
        (replace(WHOLE, mark=("bb", 5), held=None), "published", "generation bb, the indexed one is aa"),
        (replace(WHOLE, held=3), "points", "holds 3 of its 5 points"),
        (
            replace(WHOLE, channels={**FULL, "speech": Count(5, 3), "visual": Count(2, 0)}),
            "points",
            "it has 3 of 5 speech points, 0 of 2 visual points",
        ),
        (Facts(UPLOAD, changed_at=NOW - 2 * PATIENCE_S), "skipped", "nothing has happened for 2.0 hours"),
        (
            Facts(UPLOAD, indexed={"revision": "1", "generation": "aa"}, mark=("aa", 5)),
            "skipped",
            "neither indexed nor failed",
        ),
        (Facts(mark=("aa", 5)), "ghost", "no upload is registered"),
        (Facts(forgotten=True, mark=("aa", 5)), "ghost", "no upload is registered"),
        (Facts(), "skipped", "it has a partition, but no upload"),
    ],
)
def test_each_thing_that_is_missing_is_found_and_named(facts: Facts, expected: str, says: str) -> None:
    found = findings(facts, now=NOW)
    assert [one.what for one in found] == [expected]
    assert says in found[0].reason


@pytest.mark.parametrize(
    "facts",
    [
        Facts(UPLOAD, changed_at=NOW - PATIENCE_S + 1),
        Facts(UPLOAD, failure={"revision": "2", "kind": "permanent"}),
        Facts(UPLOAD, failure={"revision": "2", "kind": "transient"}, tried=MOST_ATTEMPTS),
        Facts(forgotten=True),
        Facts(shown=False),
        Facts(idle=False),
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
def test_what_is_as_it_should_be_is_let_be(facts: Facts) -> None:
    assert what(facts) == []


def test_a_failure_that_may_pass_is_not_the_end_of_it() -> None:
    passing = Facts(UPLOAD, failure={"revision": "2", "kind": "transient"}, tried=1)
    assert what(passing) == ["skipped"]
    assert not is_quarantined(passing)


def test_the_failure_of_an_older_revision_quarantines_nothing() -> None:
    older = Facts(UPLOAD, failure={"revision": "1", "kind": "permanent"})
    assert what(older) == ["skipped"]
    assert not is_quarantined(older)


records = st.none() | st.fixed_dictionaries(
    {
        "revision": st.sampled_from("12"),
        "generation": st.just("aa"),
        "kind": st.sampled_from(["permanent", "transient"]),
    }
)
anything = st.builds(
    Facts,
    upload=st.none() | st.just(UPLOAD),
    forgotten=st.booleans(),
    indexed=records,
    failure=records,
    tried=st.integers(0, 5),
    changed_at=st.floats(0, 2 * NOW),
    damaged=st.dictionaries(st.sampled_from(["frames", "audio"]), st.just("is missing")),
    channels=st.none() | st.just(FULL),
    mark=st.none() | st.just(("aa", 5)),
    held=st.none() | st.integers(0, 6),
    shown=st.booleans(),
)


@given(anything)
def test_a_registered_video_that_nothing_is_found_of_is_whole_or_failed_or_new(facts: Facts) -> None:
    if facts.upload is None or findings(facts, now=NOW):
        return
    indexed = facts.indexed is not None and facts.indexed["revision"] == "2"
    whole = indexed and facts.mark == ("aa", 5) and not facts.damaged and facts.held in (None, 5)
    assert facts.shown
    assert whole or is_quarantined(facts) or (not indexed and NOW - facts.changed_at <= PATIENCE_S)
