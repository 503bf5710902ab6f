"""Language codes: `de`, `ger`, `deu` and `de-AT` all name German."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

NORWEGIAN: Final = {"nb": "no", "nn": "no"}  # both written forms count as one language


@cache
def language_of(code: str) -> str | None:
    """The primary language subtag of a BCP 47 or ISO 639 code; None where it is invalid or private (`x-...`)."""
    import langcodes

    language = langcodes.Language.get(code).language if langcodes.tag_is_valid(code) else None
    return NORWEGIAN.get(language, language) if language and language.isalpha() else None


def same_language(one: str | None, other: str | None) -> bool:
    """Whether two codes name the same language; None and invalid codes name none."""
    first, second = (language_of(code) if code else None for code in (one, other))
    return first is not None and first == second


def equivalent_codes(requested: Iterable[str], available: Iterable[str]) -> tuple[str, ...]:
    """The requested codes, then those available codes that name the same languages; without duplicates."""
    codes = tuple(requested)
    languages = {language_of(code) for code in codes} - {None}
    return tuple(dict.fromkeys([*codes, *(code for code in available if language_of(code) in languages)]))
