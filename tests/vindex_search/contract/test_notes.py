"""Notes: their JSON, and what is read of what another version wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.notes import LOSSES, NOTE_CODES, Note, from_values, to_stamp

notes = st.builds(
    Note,
    code=st.sampled_from(NOTE_CODES),
    text=st.text(min_size=1),
    start_s=st.none() | st.floats(0, 1e5),
    end_s=st.none() | st.floats(0, 1e5),
)


@given(st.lists(notes))
def test_notes_come_back_from_a_stamp_as_they_were(written: list[Note]) -> None:
    assert from_values(json.loads(json.dumps(to_stamp(written)))) == tuple(written)


def test_a_stamp_without_notes_is_left_as_it_was() -> None:
    assert to_stamp([]) == {}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"notes": "beam search fell back"},
        {"notes": [{"code": "of_a_later_version", "text": "?"}]},
        {"notes": [{"code": "frames_lost"}, 3, None]},
    ],
)
def test_what_cannot_be_read_is_left_out(values: dict[str, Any]) -> None:
    assert from_values(values) == ()


@pytest.mark.parametrize("second", ["12", True, [], float("nan"), float("inf"), 10**400])
def test_what_is_no_second_is_none(second: object) -> None:
    (note,) = from_values({"notes": [{"code": "frames_lost", "text": "a", "start_s": second, "end_s": 3}]})
    assert (note.start_s, note.end_s) == (None, 3.0)


def test_a_track_that_is_passed_over_is_no_loss_and_lost_frames_are() -> None:
    assert not Note("audio_track_passed_over", "track 2 is not indexed").is_loss
    assert Note("frames_lost", "3 pictures cannot be decoded").is_loss


def test_every_loss_is_a_code() -> None:
    assert set(NOTE_CODES) >= LOSSES
