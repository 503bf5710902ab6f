"""Query syntax: words, "phrases" that must occur verbatim, and -words that must not occur."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vindex_search.common.text import normalize_text

QUOTATION_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # as keyboards and word processors type them
# A minus negates only at the start of a word: "well-known" and "3 - 2" exclude nothing.
TERM: Final = re.compile(r'(?:(?<=\s)|^)(?P<minus>[-−–—])?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))|(?P<rest>\S+)')


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query in parts.

    Attributes:
        text: What the encoders get: everything but the excluded terms and the marks of the syntax.
        phrases: Must occur verbatim.
        excluded: Words and phrases that must not occur.
    """

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class EmptyQuery(ValueError):
    """A query without anything to find; the message says why and what to do.

    Args:
        query: As it was typed.
        problem: The rest of the sentence after the query.
    """

    def __init__(self, query: str, problem: str) -> None:
        self._query, self._problem = query.strip(), problem
        super().__init__(f"the query {repr(self._query) + ' ' if self._query else ''}{problem}")

    def message_for(self, parameter: str) -> str:
        """The message with the name of the parameter that held the query, as in "q='-oven' only excludes words"."""
        return f"{parameter}{f'={self._query!r}' if self._query else ''} {self._problem}"


def parse(query: str) -> ParsedQuery:
    """Parse a query; an unpaired quotation mark is ignored.

    Raises:
        EmptyQuery: there is nothing to find.
    """
    if not query.strip():
        raise EmptyQuery(query, "is empty: describe in a few words what to find")
    text: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    for term in TERM.finditer(normalize_text(query).translate(QUOTATION_MARKS)):
        is_phrase = term["phrase"] is not None
        words = _without_marks(term["phrase"] if is_phrase else term["word"] or term["rest"] or "")
        if term["minus"] and _has_word(words):
            excluded.append(words)
            continue
        text.append(words)
        if is_phrase and _has_word(words):
            phrases.append(words)
    parsed = ParsedQuery(text=" ".join(filter(None, text)), phrases=tuple(phrases), excluded=tuple(excluded))
    if not _has_word(parsed.text):
        raise EmptyQuery(query, _problem_of(parsed))
    return parsed


def _without_marks(term: str) -> str:
    return " ".join(term.replace('"', " ").split())


def _has_word(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _problem_of(query: ParsedQuery) -> str:
    if query.excluded:
        return "only excludes words: add what to find"
    return "has no letter or digit: describe in a few words what to find"
