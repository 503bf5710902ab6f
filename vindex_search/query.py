"""What somebody typed: a sentence, "phrases" that must stand word for word, and -words that must not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vindex_search.plain import plain

QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))  # what keyboards and word processors make of them
# A minus belongs to what follows it only where a word begins: "well-known" and "3 - 2" exclude nothing.
PARTS: Final = re.compile(r'(?:(?<=\s)|^)(?P<minus>[-−–—])?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))|(?P<rest>\S+)')


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what the encoders are given: all that was typed but the excluded words and the marks."""

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def parse(typed: str) -> Query:
    """Read a query; a quotation mark without its fellow is a mark and no more.

    Raises:
        ValueError: nothing is left to look for; the message says what to do.
    """
    if not typed.strip():
        raise ValueError("q is empty: say in a few words what to find")
    text: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for part in PARTS.finditer(plain(typed).translate(QUOTES)):
        words = _words(part["phrase"] if part["phrase"] is not None else part["word"] or part["rest"] or "")
        if part["minus"] and _says_something(words):
            without.append(words)
            continue
        text.append(words)
        if part["phrase"] is not None and _says_something(words):
            phrases.append(words)
    query = Query(" ".join(filter(None, text)), tuple(phrases), tuple(without))
    if not _says_something(query.text):
        raise ValueError(_why_nothing(typed, query))
    return query


def _words(part: str) -> str:
    return " ".join(part.replace('"', " ").split())


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _why_nothing(typed: str, query: Query) -> str:
    if query.without:
        return f"q={typed.strip()!r} says only what to leave out: add what to find"
    return f"q={typed.strip()!r} has no letter or digit: say in a few words what to find"
