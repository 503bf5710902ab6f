from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.stamp import Stamp

INPUTS = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3).map(tuple)
STAMPS = st.builds(Stamp, INPUTS, st.text(max_size=8), st.text(max_size=8))


@given(STAMPS)
def test_a_stamp_survives_its_json(stamp: Stamp) -> None:
    assert Stamp.from_json(stamp.to_json()) == stamp


@given(STAMPS, STAMPS)
def test_fingerprints_are_equal_where_stamps_are(one: Stamp, other: Stamp) -> None:
    assert (one.fingerprint == other.fingerprint) == (one == other)


@given(STAMPS)
def test_the_note_is_no_part_of_the_identity(stamp: Stamp) -> None:
    noted = stamp.with_note({"absent": "no audio"})
    assert noted == stamp
    assert noted.fingerprint == stamp.fingerprint
    assert Stamp.from_json(noted.to_json()).note == {"absent": "no audio"}
