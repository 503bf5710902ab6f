"""Languages as files and people name them: `de`, `ger`, `deu` and `de-AT` are all German."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

NORWEGIAN: Final = {"nb": "no", "nn": "no"}  # two ways to write one language, one set of rules


@cache
def language_of(code: str) -> str | None:
    """The language of a BCP 47 or ISO 639 code; None of nonsense."""
    import langcodes

    found = langcodes.Language.get(code).language if langcodes.tag_is_valid(code) else None
    return NORWEGIAN.get(found, found) if found else None


def same_language(one: str | None, other: str | None) -> bool:
    """Whether two codes name one language; None and nonsense name none."""
    first, second = (language_of(code) if code else None for code in (one, other))
    return first is not None and first == second


def equivalent_codes(asked: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The codes that were asked for, and those of the library that name the same languages."""
    codes = tuple(asked)
    languages = {language_of(code) for code in codes} - {None}
    return tuple(dict.fromkeys([*codes, *(code for code in known if language_of(code) in languages)]))
