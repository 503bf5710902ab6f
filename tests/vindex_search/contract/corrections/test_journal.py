"""A journal is read as it was written; an undo takes back an entry, and the undo of an undo brings it back."""

from __future__ import annotations

import json

import pytest

from vindex_search.contract.corrections.correction import make_correction
from vindex_search.contract.corrections.journal import CorrectionsRecord, active, digest
from vindex_search.contract.record_format import DamagedRecord

FIRST = make_correction("transcript", "old", "new", by="Ann", times=(1.0, 2.0))
UNDO = make_correction("undo", FIRST.id, "", by="Ann")
REDO = make_correction("undo", UNDO.id, "", by="Ann")


def test_a_journal_is_read_as_it_was_written() -> None:
    record = CorrectionsRecord((FIRST, UNDO, REDO))
    assert CorrectionsRecord.from_json(record.to_json()) == record


def test_an_undone_entry_is_not_in_force() -> None:
    assert active((FIRST, UNDO)) == ()


def test_the_undo_of_an_undo_brings_the_entry_back() -> None:
    assert active((FIRST, UNDO, REDO)) == (FIRST,)


def test_an_undone_entry_is_not_in_the_digest() -> None:
    assert digest(active((FIRST, UNDO))) == ""


def test_an_entry_that_does_not_fit_its_kind_is_a_damage() -> None:
    values = {**FIRST.to_dict(), "after": ""}
    with pytest.raises(DamagedRecord, match=r"corrections\.json"):
        CorrectionsRecord.from_json(json.dumps({"entries": [values]}).encode())
