"""What somebody typed: a sentence, "phrases" that must stand word for word, and -words that must not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vindex_search.common.text import normalize_text

QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # what keyboards and word processors make of them
# A minus belongs to what follows it only where a word begins: "well-known" and "3 - 2" exclude nothing.
PARTS: Final = re.compile(r'(?:(?<=\s)|^)(?P<minus>[-−–—])?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))|(?P<rest>\S+)')


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`text` is what the encoders are given: all that was typed but the excluded words and the marks."""

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class EmptyQuery(ValueError):
    """Nothing is left to look for; the message says what the query lacks and what to do."""

    def __init__(self, typed: str, lacks: str) -> None:
        self._given, self._lacks = typed.strip(), lacks
        super().__init__(f"the query {repr(self._given) + ' ' if self._given else ''}{lacks}")

    def named(self, parameter: str) -> str:
        """The message for whoever gave the query under a name, as in "q='-oven' says only what to leave out"."""
        return f"{parameter}{f'={self._given!r}' if self._given else ''} {self._lacks}"


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
    for part in PARTS.finditer(normalize_text(typed).translate(QUOTES)):
        words = _words(part["phrase"] if part["phrase"] is not None else part["word"] or part["rest"] or "")
        if part["minus"] and _says_something(words):
            without.append(words)
            continue
        text.append(words)
        if part["phrase"] is not None and _says_something(words):
            phrases.append(words)
    query = ParsedQuery(" ".join(filter(None, text)), tuple(phrases), tuple(without))
    if not _says_something(query.text):
        raise EmptyQuery(typed, _lacking(query))
    return query


def _words(part: str) -> str:
    return " ".join(part.replace('"', " ").split())


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _lacking(query: ParsedQuery) -> str:
    if query.without:
        return "says only what to leave out: add what to find"
    return "has no letter or digit: say in a few words what to find"
