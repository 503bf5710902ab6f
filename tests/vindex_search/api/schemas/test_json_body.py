"""json_body: what parsers accept and what comes after them cannot take is refused; all else is left alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.api.problems import Problem
from vindex_search.api.schemas.json_body import MAX_DEPTH, json_depth, require_plain_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"params": ' + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1) + b"}",
        b"9" * 5000,
        b'{"id": NaN}',
        b'{"id": -Infinity}',
        b'"\\ud800"',
        b'{"a": "\xff\xfe"}',
    ],
)
def test_harmful_json_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as refused:
        require_plain_json(body)
    assert refused.value.status_code == 400


@pytest.mark.parametrize("body", [b"", b"no", b'{"a":', b'{"a": "[[[[' + b"[" * 100 + b'"}', b'"\\"[["'])
def test_what_is_no_json_or_no_depth_is_left_to_the_parser(body: bytes) -> None:
    require_plain_json(body)


@given(VALUES)
def test_json_that_can_be_written_is_accepted(value: object) -> None:
    require_plain_json(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


@given(st.integers(0, 50))
def test_brackets_in_strings_count_nothing(depth: int) -> None:
    assert json_depth(b"[" * depth + b'"[{[\\"{[" ' + b"]" * depth) == depth


def test_strings_without_an_end_take_linear_time() -> None:
    assert json_depth(b'"' + b'\\"' * 2**19) == 0
