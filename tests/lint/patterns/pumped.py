"""Texts that attack a pattern by its own structure: what its loops read, over and over, and then what none reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

from tests.lint.patterns.automaton import build

LENGTH: Final = 50_000  # characters
MAX_CHARACTERS: Final = 6  # of a pattern that are combined
ENDS: Final = ("", "\x00", "_")


def pumped_texts(pattern: re.Pattern[Any]) -> Iterator[Any]:
    """Texts of LENGTH for a pattern of text, or of bytes."""
    is_text = isinstance(pattern.pattern, str)
    for pump, end in product(_pumps(pattern), ENDS):
        text = pump * (LENGTH // len(pump)) + end
        yield text if is_text else text.encode("latin-1", "replace")


def _pumps(pattern: re.Pattern[Any]) -> list[str]:
    """One character of each set that the pattern reads, alone and in pairs."""
    automaton, _, _ = build(pattern, searches=False, to_end=False)
    sets = dict.fromkeys(sorted(reads)[len(reads) // 2] for reads in automaton.reads if reads)
    characters = list(sets)[:MAX_CHARACTERS]
    return [*characters, *map("".join, product(characters, repeat=2))]
