"""Every text of the page has a row in each table of strings, and no English stands where it is not looked up."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

from tests.support.browser.page_texts import STRINGS, Literal, keys, literals, placeholders, said, scripts, table
from tests.support.browser.recorded_service import WEB

LANGUAGES: Final = sorted(folder.name for folder in STRINGS.iterdir())
PLURALS: Final = {"de": {"one", "other"}}  # the forms that `Intl.PluralRules` asks for

READS_AS_ENGLISH: Final = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{2,}")
# Literals that are no text, told by the code before them.
NO_TEXT: Final = re.compile(
    r"(class: ([^,]+ \? )?|class: .* : |rel: |querySelector(All)?\("
    r"|closest\??\.?\(|matches\(|matchMedia\(|=== |import .*|from "
    r"|_KEYS = \[.*|rove\(.*, |setAttribute\(.*|Symbol\()$"
)
SHADOW: Final = re.compile(r"[(,\[{] ?t ?[,)\]}=]|\bt =>")  # `t` as a parameter or a variable, mostly a second
PROPER_NAMES: Final = frozenset(
    {
        *("SubRip", "WebVTT", "TTML", "OpenTimelineIO", "Final Cut Pro (FCPXML)", "EDL (CMX 3600)"),
        *("Content-Type", "PageUp", "PageDown", "InvalidStateError", "AbortError", "NotAllowedError", "Files"),
        "moments nearest",  # names of a list, for its style
    }
)
CODE: Final = re.compile(r"^<|^--|^#|^max-|=\"|; ")  # markup to copy, selectors, styles


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_a_row(language: str) -> None:
    assert sorted(keys() - {key for _, rows in table(language) for key in rows}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_is_unused(language: str) -> None:
    assert sorted({key for _, rows in table(language) for key in rows} - keys()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_rows_in_two_tables(language: str) -> None:
    rows = [key for _, rows in table(language) for key in rows]
    assert sorted({key for key in rows if rows.count(key) > 1}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_has_the_values_of_its_text(language: str) -> None:
    rows = [(key, text) for _, rows in table(language) for key, text in rows.items()]
    forms = [(key, form) for key, text in rows for form in (text.values() if isinstance(text, dict) else [text])]
    assert [key for key, form in forms if placeholders(form) != placeholders(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_has_every_plural_form_and_nothing_else_has(language: str) -> None:
    counted = {key for file in scripts() for key, one in said(file.read_text()) if one is not None}
    rows = {key: text for _, rows in table(language) for key, text in rows.items()}
    assert {key for key, text in rows.items() if isinstance(text, dict)} == counted
    assert [key for key in counted if set(rows[key]) != PLURALS[language]] == []


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.relative_to(WEB).as_posix())
def test_what_is_looked_up_is_a_literal(file: Path) -> None:
    assert "" not in [key for key, _ in said(file.read_text())]


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.relative_to(WEB).as_posix())
def test_no_english_stands_outside_the_tables(file: Path) -> None:
    source = file.read_text()
    assert [one.text for one in literals(source) if english(one, looked_up(source))] == []


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.relative_to(WEB).as_posix())
def test_no_value_hides_the_function_that_looks_up(file: Path) -> None:
    source = "\n".join(line for line in file.read_text().splitlines() if not line.startswith("import "))
    if said(source):
        assert SHADOW.findall(source) == []


def test_no_english_of_the_html_is_unmarked() -> None:
    reader = _Unmarked()
    reader.feed((WEB / "index.html").read_text())
    assert reader.texts == []


def test_a_text_that_is_not_looked_up_is_found() -> None:
    source = 'h("p", {}, "Nothing here");\nt("Known text");\nh("a", { title: `See ${what} now` });'
    assert [one.text for one in literals(source) if english(one, looked_up(source))] == ["Nothing here", "See {} now"]


def looked_up(source: str) -> set[str]:
    """What `t` and `plural` are given in a script."""
    return {text for pair in said(source) for text in pair if text}


def english(literal: Literal, known: set[str]) -> bool:
    """Whether a string is a text for people that no table is asked for."""
    if literal.text in known or literal.text in PROPER_NAMES or CODE.search(literal.text):
        return False
    return bool(READS_AS_ENGLISH.search(literal.text)) and not NO_TEXT.search(literal.before)


class _Unmarked(HTMLParser):
    """Texts and named attributes of elements without `data-t`; without scripts, marks and names of languages."""

    READ: Final = ("title", "aria-label", "placeholder")
    PASSED: Final = ("title", "noscript", "kbd", "script", "style")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        what = (given["data-t"] or "text").split() if "data-t" in given else []
        self.texts += [given[name] or "" for name in self.READ if name in given and name not in what]
        if tag not in ("meta", "link", "input", "img"):
            self._open.append((tag, "text" in what or ("lang" in given and tag != "html")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        excused = any(tag in self.PASSED for tag, _ in self._open) or (self._open and self._open[-1][1])
        if re.search(r"[A-Za-z]{2,}", data.replace("vindex", "")) and not excused:
            self.texts.append(data.strip())
