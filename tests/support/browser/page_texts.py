"""What the page says, read off its source: the literals of its scripts, the texts marked in its HTML, the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from tests.support.browser.recorded_service import WEB

STRINGS: Final = WEB / "js" / "strings"
PAGES: Final = sorted(file.name for file in WEB.glob("*.html"))
LOOK_UP: Final = ("text.js", "static-texts.js")

# One literal, comment or regular expression of JavaScript, whichever begins first; nothing of the page nests templates
# in templates deeper than `_template_end` counts.
_TOKEN: Final = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | ` """
    r"""| (?<=[(,=:\[!&|?{};\n]) \s* /(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*""",
    re.VERBOSE | re.DOTALL,
)
_SAID: Final = re.compile(r"(?<![\w.#])(t|plural)\(\s*")
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")

Table = dict[str, str | dict[str, str]]


@dataclass(frozen=True, slots=True)
class Literal:
    """One string of a script; of a template the expressions are left out.

    Attributes:
        text: What it says.
        start: Where it begins in the script.
        before: The code before it, with which its use can be told.
    """

    text: str
    start: int
    before: str


def scripts() -> list[Path]:
    """Every script of the page but its tables and what looks texts up in them."""
    found = (WEB / "js").rglob("*.js")
    return sorted(file for file in found if STRINGS not in file.parents and file.name not in LOOK_UP)


def literals(source: str, offset: int = 0) -> Iterator[Literal]:
    """The strings and templates of a script, those inside templates too."""
    at = 0
    while found := _TOKEN.search(source, at):
        at, token = found.end(), found[0]
        if token == "`":
            at = _template_end(source, found.end())
            yield from _template(source[found.end() : at - 1], source[: found.start()], offset + found.start())
        elif token[0] in "\"'":
            yield Literal(_plain(token), offset + found.start(), source[: found.start()][-80:])


def said(source: str) -> list[tuple[str, str | None]]:
    """`(key, None)` of each `t(...)`, `(many, one)` of each `plural(...)`; the key is "" where it is no literal."""
    strings = {literal.start: literal for literal in literals(source)}
    ends = sorted(strings)
    calls: list[tuple[str, str | None]] = []
    for call in _SAID.finditer(source):
        if re.search(r"(function|//).*$", source[source.rfind("\n", 0, call.start()) + 1 : call.start()]):
            continue
        after = [start for start in ends if start >= call.end()]
        if call[1] == "t":
            calls.append((strings[call.end()].text if call.end() in strings else "", None))
        else:
            calls.append((strings[after[1]].text, strings[after[0]].text))
    return calls


def keys() -> set[str]:
    """Every text of the page, in English."""
    written = {key for file in scripts() for key, _ in said(file.read_text(encoding="utf-8"))}
    return written | {key for page in PAGES for key in marked((WEB / page).read_text(encoding="utf-8"))}


def marked(html: str) -> list[str]:
    """The texts of a page of HTML that `data-t` marks."""
    reader = _Marked()
    reader.feed(html)
    return reader.texts


def table(language: str) -> list[tuple[str, Table]]:
    """The name and the rows of each table of a language."""
    files = sorted(file for file in (STRINGS / language).glob("*.js") if file.name != "index.js")
    return [(file.name, _rows(file.read_text(encoding="utf-8"))) for file in files]


def placeholders(text: str) -> set[str]:
    """The names of the values that stand in a text."""
    return set(_PLACEHOLDER.findall(text))


def _plain(token: str) -> str:
    """What a quoted string says; of its escapes only the quotes matter here."""
    return re.sub(r"""\\(["'])""", r"\1", token[1:-1])


def _template_end(source: str, at: int) -> int:
    depth = 0
    while True:
        letter = source[at]
        if letter == "\\":
            at += 1
        elif letter == "`" and depth == 0:
            return at + 1
        elif letter == "`":
            at = _template_end(source, at + 1) - 1
        elif source.startswith("${", at):
            depth, at = depth + 1, at + 1
        elif depth and letter in "{}":
            depth += 1 if letter == "{" else -1
        at += 1


def _template(inside: str, before: str, start: int) -> Iterator[Literal]:
    text, at = "", 0
    while (opening := inside.find("${", at)) >= 0:
        text += inside[at:opening] + "{}"
        depth, end = 1, opening + 2
        while depth:
            depth += {"{": 1, "}": -1}.get(inside[end], 0)
            end += 1
        yield from literals(inside[opening + 2 : end - 1], start + 1 + opening + 2)
        at = end
    yield Literal(text + inside[at:], start, before[-80:])


def _rows(source: str) -> Table:
    body = "\n".join(line for line in source.splitlines() if not line.startswith("//"))
    rows = body[body.index("{") : body.rindex("}") + 1]
    quoted = re.sub(r"(?<=[{,])(\s*)(zero|one|two|few|many|other):", r'\1"\2":', rows)
    pairs: list[tuple[str, Any]] = json.loads(re.sub(r",(\s*\})", r"\1", quoted), object_pairs_hook=list)
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a text has two rows"
    return {name: dict(value) if isinstance(value, list) else value for name, value in pairs}


class _Marked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._reads = False

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        what = (given["data-t"] or "text").split() if "data-t" in given else []
        self.texts += [given[name] or "" for name in what if name != "text"]
        self._reads = "text" in what

    def handle_data(self, data: str) -> None:
        if self._reads:
            self.texts.append(data)
        self._reads = False
