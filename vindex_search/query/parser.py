"""What somebody typed: a sentence, "phrases" that must stand word for word, and -words that must not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vindex_search.common.text import normalize_text

QUOTATION_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # what keyboards and word processors make of them
# A minus belongs to what follows it only where a word begins: "well-known" and "3 - 2" exclude nothing.
TERM: Final = re.compile(r'(?:(?<=\s)|^)(?P<minus>[-−–—])?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))|(?P<rest>\S+)')


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`text` is what the encoders are given: all that was typed but the excluded words and the marks."""

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class EmptyQuery(ValueError):
    """Nothing is left to look for; the message says what the query lacks and what to do."""

    def __init__(self, typed: str, lacks: str) -> None:
        self._query, self._problem = typed.strip(), lacks
        super().__init__(f"the query {repr(self._query) + ' ' if self._query else ''}{lacks}")

    def message_for(self, parameter: str) -> str:
        """The message for whoever gave the query under a name, as in "q='-oven' says only what to leave out"."""
        return f"{parameter}{f'={self._query!r}' if self._query else ''} {self._problem}"


def parse(typed: str) -> ParsedQuery:
    """Read a query; a quotation mark without its fellow is a mark and no more.

    Raises:
        EmptyQuery: nothing is left to look for.
    """
    if not typed.strip():
        raise EmptyQuery(typed, "is empty: say in a few words what to find")
    text: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for part in TERM.finditer(normalize_text(typed).translate(QUOTATION_MARKS)):
        words = _words(part["phrase"] if part["phrase"] is not None else part["word"] or part["rest"] or "")
        if part["minus"] and _has_word(words):
            without.append(words)
            continue
        text.append(words)
        if part["phrase"] is not None and _has_word(words):
            phrases.append(words)
    query = ParsedQuery(" ".join(filter(None, text)), tuple(phrases), tuple(without))
    if not _has_word(query.text):
        raise EmptyQuery(typed, _problem_of(query))
    return query


def _words(part: str) -> str:
    return " ".join(part.replace('"', " ").split())


def _has_word(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _problem_of(query: ParsedQuery) -> str:
    if query.excluded:
        return "says only what to leave out: add what to find"
    return "has no letter or digit: say in a few words what to find"
