"""unicode_forms: the forms are Unicode's, and marks without end cost no more than their number."""

from __future__ import annotations

import sys
import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.concurrency.cpu_limit import cpu_limit
from vindex_search.common.text.unicode_forms import END_OF_MARKS, FIRST_MARK, MAX_MARKS, SHORT_LENGTH, Form, to_form

FORMS: tuple[Form, ...] = get_args(Form)
LONG = "ordinary ü " * SHORT_LENGTH


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(max_size=30))
def test_texts_of_any_length_get_the_form_of_unicode(form: Form, text: str) -> None:
    assert to_form(form, text) == unicodedata.normalize(form, text)
    assert to_form(form, text + LONG) == unicodedata.normalize(form, text + LONG)


@pytest.mark.parametrize("marks", ["\u0301\u0327", "\u0327\u0301", "\u0f73", "\u0344", "\u05b0\u05ae", "\U0001d165"])
@pytest.mark.parametrize("form", FORMS)
def test_many_marks_on_a_letter_are_thirty(form: Form, marks: str) -> None:
    with cpu_limit(2):
        formed = to_form(form, "e" + marks * 40_000 + "!")
    assert formed.endswith("!")
    assert len(formed) <= 3 * MAX_MARKS


def test_all_marks_are_looked_for() -> None:
    marks = [code for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    assert marks[0] >= FIRST_MARK
    assert marks[-1] < END_OF_MARKS
