from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.storage.stamp import Stamp

INPUTS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3).map(tuple)
STAMPS = st.builds(Stamp, INPUTS, st.text(max_size=8), st.text(max_size=8))


@given(STAMPS)
def test_a_stamp_round_trips(stamp: Stamp) -> None:
    assert Stamp.from_json(stamp.to_json()) == stamp


@given(STAMPS, STAMPS)
def test_fingerprints_are_equal_if_stamps_are(one: Stamp, other: Stamp) -> None:
    assert (one.fingerprint == other.fingerprint) == (one == other)


@given(STAMPS)
def test_the_note_is_no_part_of_the_identity(stamp: Stamp) -> None:
    noted = stamp.with_note({"absent": "no audio"})
    assert noted == stamp
    assert noted.fingerprint == stamp.fingerprint
    assert Stamp.from_json(noted.to_json()).note == {"absent": "no audio"}


@given(STAMPS, st.text(min_size=1, max_size=8))
def test_the_output_version_is_the_content_where_it_is_known(stamp: Stamp, content: str) -> None:
    assert stamp.output_version == stamp.fingerprint
    known = replace(stamp, content=content)
    assert known == stamp
    assert (known.output_version, known.fingerprint) == (content, stamp.fingerprint)
    assert Stamp.from_json(known.with_note({"a": 1}).to_json()).output_version == content


def test_fingerprints_are_of_sixteen_digits_and_stay_as_they_are() -> None:
    """A library's generations are named after them: another digit makes all of it anew."""
    assert Stamp((("upload", "1"), ("setting x", "é")), "3", "model@1").fingerprint == "5e02924aca77489d"


def test_a_stamp_without_content_is_read() -> None:
    kept = '{"inputs": [["upload", "1"]], "code_version": "3", "model": "", "note": {}}'
    assert Stamp.from_json(kept).output_version == Stamp((("upload", "1"),), "3").fingerprint
