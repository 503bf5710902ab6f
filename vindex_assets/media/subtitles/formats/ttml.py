"""TTML and DFXP: XML whose paragraphs have times, https://www.w3.org/TR/ttml2/.

The document is read as a stream by expat, without a tree: declarations of its own, such as entities, are refused,
nothing outside the file is opened, and what stands before a place that is no XML is kept. Styles, regions and metadata
are not looked at.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final
from xml.parsers import expat

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.ttml_times import TimeRates
from vindex_assets.media.subtitles.limits import UnreadableSubtitles

ROOT: Final = re.compile(r"<(?:[A-Za-z][\w.-]{0,40}:)?tt[\s>]")
NAMED_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};)([A-Za-z]{1,32};)?")
MAX_DEPTH: Final = 64  # of elements; real documents have about six levels
MAX_LANGUAGES: Final = 200  # of a document; broadcasters of many nations write some 30
MAX_TAG_LENGTH: Final = 35  # characters of a language tag, as BCP 47 wants it (section 4.4.1)
LAST_CUE_S: Final = 7.0  # shown, where neither an end is stated nor another cue follows
TEXT_ELEMENTS: Final = frozenset({"p", "span"})
ANNOTATIONS: Final = frozenset({"text", "textContainer", "delimiter"})  # tts:ruby: how a word is pronounced


@dataclass(slots=True)
class Scope:
    """An element that is open: its times, absolute, and what is read in it.

    `is_timed`: it or one around it states a time. `texts`: whether characters directly in it are shown. `is_sequence`:
    the times of each element in it count from `next_s`, the end of the one before.
    """

    name: str
    start_s: float = 0.0
    end_s: float = math.inf
    language: str | None = None
    is_timed: bool = False
    is_broken: bool = False
    texts: bool = False
    is_sequence: bool = False
    next_s: float = 0.0
    pieces: list[str] = field(default_factory=list)


def is_ttml(text: str) -> bool:
    """Whether the root element of a text is TTML's."""
    return ROOT.search(text[:4096]) is not None and text.lstrip().startswith("<")


def parse_ttml(text: str, *, language: str | None = None) -> ParsedSubtitles:
    """The cues of a TTML document; of several languages those in the given one, else in the first.

    Raises:
        UnreadableSubtitles: the document declares entities, is nested without end, or in languages without end.
    """
    reader = TtmlReader()
    reader.read(NAMED_ENTITY.sub(_character, text.lstrip()))
    return reader.finish(language)


def _character(entity: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know, and ampersands that nobody escaped."""
    name = entity[1]
    character = html.unescape(f"&{name}") if name else "&"
    return html.escape(character) if not character.startswith("&") else f"&amp;{name or ''}"


class TtmlReader:
    """Collects the cues while expat goes through the document."""

    def __init__(self) -> None:
        self._parsed = ParsedSubtitles()
        self._languages: list[str | None] = []  # of each cue
        self._rates = TimeRates()
        self._scopes = [Scope("")]
        self._parser = expat.ParserCreate("utf-8")  # without namespaces: a prefix that nobody declared is no error
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._require_plain

    def read(self, text: str) -> None:
        """Go through the document, as far as it is XML."""
        try:
            self._parser.Parse(text.encode("utf-8", errors="replace"), True)
        except expat.ExpatError as error:
            self._parsed.skip(error.lineno, f"no XML: {expat.ErrorString(error.code)}")

    def finish(self, wanted: str | None) -> ParsedSubtitles:
        """The cues that were collected, each with an end, in one language."""
        stated = [*dict.fromkeys(each for each in self._languages if each)]
        if len(stated) > MAX_LANGUAGES:
            raise UnreadableSubtitles(f"it is in more than {MAX_LANGUAGES} languages")
        language = next((each for each in stated if _same(each, wanted)), stated[0] if stated else None)
        pairs = zip(self._parsed.cues, self._languages, strict=True)
        self._parsed.cues = list(_ended(cue for cue, each in pairs if not each or _same(each, language)))
        self._parsed.language = language
        return self._parsed

    def _require_plain(self, _root: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
        """Refuse entities, and default attributes: a few bytes of them stand for gigabytes."""
        if has_declarations:
            raise UnreadableSubtitles("it declares XML entities or attributes of its own, which are not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._scopes) > MAX_DEPTH:
            raise UnreadableSubtitles(f"its elements are nested more than {MAX_DEPTH} deep")
        name = _local(tag)
        values = {_local(each): value for each, value in attributes.items()}
        if name == "tt":
            self._rates = TimeRates.from_attributes(values)
        if name == "br":
            self._scopes[-1].pieces.append("\n")
        self._scopes.append(self._scope(name, values, self._scopes[-1]))

    def _scope(self, name: str, values: dict[str, str], around: Scope) -> Scope:
        """The scope of an element; its times count from the start of the one around it."""
        stated = {each: self._rates.seconds(values[each]) for each in ("begin", "end", "dur") if each in values}
        zero_s = around.next_s if around.is_sequence else around.start_s
        start_s = zero_s + (stated.get("begin") or 0.0)
        end_s = around.end_s
        if stated.get("end") is not None:
            end_s = min(end_s, zero_s + (stated["end"] or 0.0))
        if stated.get("dur") is not None:
            end_s = min(end_s, start_s + (stated["dur"] or 0.0))
        return Scope(
            name,
            start_s,
            end_s,
            language=values.get("lang", "")[:MAX_TAG_LENGTH] or around.language,
            is_timed=around.is_timed or bool(stated),
            is_broken=around.is_broken or None in stated.values(),
            is_sequence=values.get("timeContainer") == "seq",
            next_s=start_s,
            texts=name in TEXT_ELEMENTS and values.get("ruby") not in ANNOTATIONS,
        )

    def _characters(self, text: str) -> None:
        if self._scopes[-1].texts:
            self._scopes[-1].pieces.append(" ".join(text.split("\n")))

    def _end(self, _tag: str) -> None:
        scope, around = self._scopes.pop(), self._scopes[-1]
        around.next_s = scope.end_s
        has_own_times = (scope.start_s, scope.end_s, scope.is_broken) != (
            around.start_s,
            around.end_s,
            around.is_broken,
        )
        if scope.name == "p" or (scope.name == "span" and has_own_times):
            self._add(scope)
        elif scope.name == "span":
            around.pieces += scope.pieces

    def _add(self, scope: Scope) -> None:
        text = "".join(scope.pieces)
        if not text.strip():
            return
        number = self._parser.CurrentLineNumber
        if scope.is_broken or not scope.is_timed or scope.end_s <= scope.start_s:
            self._parsed.skip(number, text)
            return
        # "<" and "&" are text by now, and markup to whoever reads cues.
        self._parsed.add(Cue(scope.start_s, scope.end_s, html.escape(text, quote=False)), number=number, line=text)
        self._languages.append(scope.language)


def _local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _same(one: str, other: str | None) -> bool:
    from vindex_search.common.languages import same_language

    return one == other or same_language(one, other)


def _ended(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues in order; one without an end is shown until the next one begins."""
    ordered = sorted(cues, key=lambda cue: cue.start_s)
    for cue, following in pairwise([*ordered, None]):
        if cue is not None:
            until_s = following.start_s if following else math.inf
            limit_s = cue.start_s + LAST_CUE_S if math.isinf(until_s) else until_s
            yield replace(cue, end_s=limit_s) if math.isinf(cue.end_s) else cue
