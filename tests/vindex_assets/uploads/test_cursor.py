from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.uploads.cursor import ScanCursor, UnreadableCursor, read_cursor
from vindex_assets.uploads.upload import Sighting
from vindex_search.videos.left_alone import REASONS, count_left_alone

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CURSORS = st.builds(
    ScanCursor,
    st.none() | TEXT,
    st.floats(0, 4e9),
    st.booleans(),
    st.dictionaries(TEXT, st.builds(Sighting, TEXT, st.floats(0, 4e9))),
    st.lists(TEXT).map(tuple),
    st.dictionaries(TEXT, st.sampled_from(list(REASONS))).map(count_left_alone),
    st.none() | st.just(count_left_alone({"t/a.jpg": "suffix"})),
)


@given(CURSORS)
def test_a_cursor_comes_back_as_it_was_written(cursor: ScanCursor) -> None:
    assert read_cursor(cursor.to_json()) == cursor


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_one_a_thorough_pass_begins(nothing: str | None) -> None:
    assert read_cursor(nothing) == ScanCursor(after="", thorough=True)


def refusal(text: str) -> str:
    with pytest.raises(UnreadableCursor) as refused:
        read_cursor(text)
    return str(refused.value)


def test_the_names_of_the_fields_stay_as_dagster_has_stored_them() -> None:
    assert json.loads(ScanCursor().to_json()) == {
        "after": "",
        "began": 0.0,
        "thorough": True,
        "sightings": {},
        "again": [],
        "left": {"counts": {}, "suffixes": {}, "examples": {}},
        "reported": None,
        "version": 1,
    }


def test_a_cursor_of_the_version_before_the_counts_is_read() -> None:
    before = {"after": "t/b.", "began": 1.0, "thorough": False, "sightings": {}, "again": [], "version": 1}
    assert read_cursor(json.dumps(before)) == ScanCursor(after="t/b.", began=1.0, thorough=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no cursor", "JSON"),
        ("[]", "object"),
        (ScanCursor().to_json()[:-1], "JSON"),
        (json.dumps({**json.loads(ScanCursor().to_json()), "version": 2}), "version"),
        (json.dumps({**json.loads(ScanCursor().to_json()), "after": 7}), "after"),
        (
            json.dumps({**json.loads(ScanCursor().to_json()), "sightings": {"a": {"revision": "1"}}}),
            "sightings.a.since",
        ),
    ],
)
def test_an_unreadable_cursor_names_the_field(text: str, message: str) -> None:
    assert ("cannot be read: it: " if message in ("JSON", "object") else f": {message}: ") in refusal(text)
    with pytest.raises(UnreadableCursor, match=message):
        read_cursor(text)
