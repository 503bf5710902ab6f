"""A correction that cannot be meant is refused when it is made."""

from __future__ import annotations

import pytest

from vindex_search.contract.corrections.correction import MAX_NAME, InvalidCorrection, made_at_s, make_correction


def test_a_correction_of_a_line_has_times() -> None:
    with pytest.raises(InvalidCorrection, match="start and a later end"):
        make_correction("transcript", "old", "new", by="Ann")


def test_a_line_cannot_end_before_it_begins() -> None:
    with pytest.raises(InvalidCorrection, match="start and a later end"):
        make_correction("transcript", "old", "new", by="Ann", times=(2.0, 1.0))


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(InvalidCorrection, match="1 to 4000 characters"):
        make_correction("transcript", "old", " ", by="Ann", times=(1.0, 2.0))


def test_a_name_has_a_bound() -> None:
    with pytest.raises(InvalidCorrection, match="1 to 120 characters"):
        make_correction("speaker", "SPEAKER_00", "x" * (MAX_NAME + 1), by="Ann")


def test_an_undo_names_an_entry() -> None:
    with pytest.raises(InvalidCorrection, match="names the id"):
        make_correction("undo", "something", "", by="Ann")


def test_the_id_says_when_it_was_made() -> None:
    first = make_correction("speaker", "SPEAKER_00", "Ann", by="Ann")
    assert made_at_s(first.id) > 1_700_000_000
