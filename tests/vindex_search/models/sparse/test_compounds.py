"""Compounds: which parts of a word are taken, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models.sparse.compounds import MIN_COMPOUND, MIN_PART, compound_parts, is_compounding


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("Kraftfahrzeugversicherung", "versicherung"),
        ("Kraftfahrzeugversicherung", "fahrzeug"),
        ("Bundesverfassungsgerichts", "verfassungsgerichts"),
        ("Bundesverfassungsgerichts", "verfassung"),
        ("Versicherungsvertrag", "versicherung"),
        ("Krankenhäuser", "häuser"),
        ("Kinderarzt", "kinder"),
        ("Parkplatz", "platz"),
        ("Autounfall", "unfall"),
        ("Sporthalle", "halle"),
        ("Straßenbahngleis", "gleis"),
        ("Haushaltsplan", "haushalt"),
        ("sairaalaosasto", "osasto"),
        ("verkeersongeluk", "verkeer"),
        ("bilförsäkring", "försäkring"),
        ("autovakuutus", "vakuutus"),
    ],
)
def test_a_compound_has_its_parts(word: str, part: str) -> None:
    assert part in compound_parts(word)


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("Krawatte", "watte"),  # too short to be a compound
        ("Reisenden", "eisen"),  # one letter before it
        ("Verständnis", "ständnis"),  # a prefix before it
        ("Österreich", "sterreich"),  # nothing to say before it
        ("Geschichte", "hichte"),  # within "sch"
        ("Krankenhaus", "haus"),  # a short part would be in every second word
        ("Kfz-Versicherung", "versicherung"),  # two words
        ("4711hausnummer", "nummer"),  # a code
    ],
)
def test_what_is_no_part(word: str, part: str) -> None:
    assert part not in compound_parts(word)


@given(st.text(alphabet="aeiouäöübdgklmnprstvz", max_size=30))
def test_parts_are_in_the_word_long_enough_and_few(word: str) -> None:
    found = compound_parts(word)
    assert all(part in word and MIN_PART <= len(part) < len(word) for part in found)
    assert len(found) <= len(word) ** 2 / 4
    assert not found or len(word) >= MIN_COMPOUND


@pytest.mark.parametrize(
    ("code", "expected"),
    [("de", True), ("ger", True), ("de-AT", True), ("nb", True), ("en", False), ("fr", False), (None, False)],
)
def test_a_language_writes_compounds_as_one_word_or_does_not(code: str | None, expected: bool) -> None:
    assert is_compounding(code) == expected
