"""note_meanings: every kind is explained, in code and in the documentation alike."""

from __future__ import annotations

from tests.support.session.checkout import CHECKOUT
from vindex_search.api.schemas.note_meanings import MEANINGS, meanings_table
from vindex_search.contract.notes import NOTE_CODES


def test_every_kind_has_a_meaning_and_no_other() -> None:
    assert list(MEANINGS) == list(NOTE_CODES)


def test_a_meaning_is_a_sentence() -> None:
    assert [code for code, text in MEANINGS.items() if not (text[0].isupper() and text.endswith("."))] == []


def test_the_documentation_has_the_table() -> None:
    assert meanings_table() in (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
