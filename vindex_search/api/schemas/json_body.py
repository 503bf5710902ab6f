"""What a JSON body may be: no deeper than any of ours is, and of numbers and text that can be written again."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Final, NoReturn

from vindex_search.api.problems import Problem

MAX_DEPTH: Final = 32  # ours are 6 deep at most; parsers and printers give up at some hundreds
BRACKET: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)  # or a string, whose brackets are none


def require_plain_json(body: bytes) -> None:
    """Refuse JSON that parsers accept and that breaks what comes after them; what is no JSON is left to the parser.

    Raises:
        Problem: 400, for lists in lists in lists, numbers without end, NaN, and halves of characters.
    """
    if json_depth(body) > MAX_DEPTH:
        raise Problem(HTTPStatus.BAD_REQUEST, f"the JSON is nested too deeply; allowed are {MAX_DEPTH} levels")
    try:
        json.dumps(json.loads(body, parse_constant=_refuse_constant), ensure_ascii=False).encode()
    except json.JSONDecodeError:
        return
    except ValueError as problem:  # also of Unicode, in and out
        raise Problem(HTTPStatus.BAD_REQUEST, f"the JSON cannot be used: {str(problem)[:200]!a}") from None


def json_depth(body: bytes) -> int:
    """How deep the lists and objects of a JSON text go; found in one pass, whether or not it is well-formed."""
    depth = deepest = 0
    for found in BRACKET.finditer(body):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")
