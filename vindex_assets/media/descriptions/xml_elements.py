"""Foreign XML as a list of the elements at the first levels; what declares anything of its own is refused.

Read by expat as a stream, without a tree: depth and text are bounded, nothing outside the file is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from vindex_assets.media.descriptions.limits import (
    MAX_DEPTH,
    MAX_XML_BYTES,
    UnreadableDescription,
    require_size,
)

MAX_ELEMENTS: Final = 20_000  # that are kept: a film of Kodi has some hundred
MAX_PIECES: Final = 4  # of the text of one element, each of up to 8 kB: expat hands on what its buffer holds

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element: the names from the root to it, its attributes, and the text directly in it."""

    path: Path
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, without the space around it."""
        return "".join(self.pieces).strip()


def read_elements(data: bytes) -> list[Element]:
    """The elements of the first root in a file, in order, until it ends or cannot be read any further.

    Kodi writes an address behind the root, and several films of one file are several roots: both end the reading.

    Raises:
        UnreadableDescription: it is too large, declares entities, is too deep, or breaks before its first element.
    """
    require_size(data, MAX_XML_BYTES)
    reader = _Reader()
    return reader.read(data)


class _Reader:
    """Collects elements while expat goes through a file."""

    def __init__(self) -> None:
        self._found: list[Element] = []
        self._open: list[Element] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self, data: bytes) -> list[Element]:
        try:
            self._parser.Parse(data.lstrip(), True)
        except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding that nobody knows
            if not self._found or self._open:
                raise UnreadableDescription(f"it is no XML ({_where(error)})") from None
        return self._found

    def _refuse(self, *_declaration: Any) -> None:
        raise UnreadableDescription("it declares entities or a document type, which are not followed")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise UnreadableDescription(f"it is nested more than {MAX_DEPTH} deep")
        if len(self._found) >= MAX_ELEMENTS:
            raise UnreadableDescription(f"it has more than {MAX_ELEMENTS:,} elements")
        path = (*(one.path[-1] for one in self._open), name.lower())
        element = Element(path, attributes)
        self._found.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        if self._open and len(self._open[-1].pieces) < MAX_PIECES:
            self._open[-1].pieces.append(text)


def _where(error: Exception) -> str:
    return f"line {error.lineno}" if isinstance(error, expat.ExpatError) else "of an unknown encoding"
