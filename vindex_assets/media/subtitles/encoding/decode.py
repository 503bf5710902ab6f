"""The text of a subtitle file, whatever it is encoded in.

What is looked at, in this order: a byte order mark, zero bytes (UTF-16 and UTF-32), ISO-2022's escapes, UTF-8, UTF-8
with some damaged bytes, and only then the code pages of before Unicode, which have to be guessed (`charset.py`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vindex_assets.media.subtitles.encoding.charset import Guess, guess_charset

MARKS: Final = (  # UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MARK: Final = "\ufeff"
WIDTHS: Final = {"utf-16": 2, "utf-32": 4}  # bytes; a file that is cut off may end within a character
WIDE: Final = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
WIDEST: Final = 4  # bytes of a character
MIN_ASCII_SHARE: Final = 0.2  # of a file's characters: its times, numbers and line ends alone are more
MAX_ZERO_SHARE: Final = 0.02  # of the bytes of an 8-bit text: zeros that a disk or a download left in it
MAX_CONTROL_SHARE: Final = 0.02  # of the bytes of a text; others than white space, escape and DOS's end of file
SAMPLE_BYTES: Final = 64 * 1024  # by which binary files are told from text
CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
BEYOND_ASCII: Final = bytes(range(128, 256))
WHOLE_SEQUENCES: Final = 2  # of UTF-8, to each broken one: GBK has as many of either in a few words
ISO_2022: Final = re.compile(rb"\x1b\$[@B(]")  # ISO-2022-JP switches to two bytes a character
RETURNS: Final = re.compile(r"\r+\n?")  # "\r\r\n": a file that was converted twice
DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")


class NotText(Exception):
    """The bytes are no text; the message says what they are, without a final stop."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text whose lines end in LF.

    Attributes:
        text: Without byte order mark; U+FFFD stands for what could not be decoded.
        encoding: Name of the encoding.
        guess: How the encoding was guessed; None where the bytes themselves tell it.
    """

    text: str
    encoding: str
    guess: Guess | None = None


def decode_text(data: bytes, *, language: str | None = None) -> DecodedText:
    """The text of a file.

    Args:
        data: Its bytes.
        language: That its name states: it tells which code pages are likely.

    Raises:
        NotText: the bytes are those of another kind of file.
    """
    decoded = _marked(data) or _unmarked(data, language)
    return DecodedText(_tidied(decoded.text), decoded.encoding, decoded.guess)


def _tidied(text: str) -> str:
    """A text whose lines end in LF, without the marks that stand inside files that were joined."""
    return RETURNS.sub(_line_ends, text.replace(MARK, ""))


def _line_ends(returns: re.Match[str]) -> str:
    """One line end, however many returns stand before it; without it each return is one."""
    return "\n" if returns[0].endswith("\n") else "\n" * len(returns[0])


def decode_parts(parts: Sequence[bytes], *, language: str | None = None) -> tuple[list[str], DecodedText]:
    """The texts of the parts of one text, such as the packets of a track, and how those without a mark are encoded.

    A part alone has too few letters to tell its encoding by.

    Raises:
        NotText: as `decode_text`.
    """
    marked = [_marked(part) for part in parts]
    together = decode_text(
        b"\n".join(part for part, own in zip(parts, marked, strict=True) if not own), language=language
    )
    texts = [
        own.text if own else part.decode(together.encoding, "replace") for part, own in zip(parts, marked, strict=True)
    ]
    return [_tidied(text) for text in texts], together


def _marked(data: bytes) -> DecodedText | None:
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None)
    if encoding is None:
        return None
    width = WIDTHS.get(encoding, 1)
    return DecodedText(data[: len(data) // width * width].decode(encoding, errors="replace"), encoding)


def _unmarked(data: bytes, language: str | None) -> DecodedText:
    data = data.rstrip(b"\0")
    zeros = data.count(b"\0")
    if zeros > max(1, MAX_ZERO_SHARE * len(data)):
        return _wide(data)
    data = data.replace(b"\0", b"")
    _require_text(data[:SAMPLE_BYTES])
    return _iso_2022(data) or _utf_8(data) or _declared(data) or _code_page(data, language)


def _wide(data: bytes) -> DecodedText:
    """UTF-16 or UTF-32 without a mark: the one in which the most characters are ASCII."""
    data += bytes(-len(data) % WIDEST)  # the zeros in which a last character may end were taken off
    texts = {name: data[: len(data) // 4 * 4 or None].decode(name, errors="replace") for name in WIDE}
    name = max(texts, key=lambda each: _ascii_share(texts[each]))
    if _ascii_share(texts[name]) < MIN_ASCII_SHARE:
        raise NotText("its bytes are no text")
    return DecodedText(data.decode(name, errors="replace").rstrip("\0"), name)


def _ascii_share(text: str) -> float:
    sample = text[:SAMPLE_BYTES]
    return sum(" " <= letter <= "~" or letter in "\r\n\t" for letter in sample) / max(1, len(sample))


def _require_text(sample: bytes) -> None:
    controls = len(sample) - len(sample.translate(None, CONTROLS))
    if controls > max(1, MAX_CONTROL_SHARE * len(sample)):
        raise NotText("its bytes are no text")


def _iso_2022(data: bytes) -> DecodedText | None:
    if not (data.isascii() and ISO_2022.search(data)):
        return None
    return DecodedText(data.decode("iso2022_jp_ext", errors="replace"), "iso2022_jp")


def _utf_8(data: bytes) -> DecodedText | None:
    """UTF-8, also where some bytes are damaged: many more sequences are whole than broken.

    In the code pages of before Unicode a letter is hardly ever followed by bytes that make it such a sequence.
    """
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = len(text) - len(data.translate(None, BEYOND_ASCII)) - broken
    return DecodedText(text, "utf-8") if not broken or whole >= WHOLE_SEQUENCES * broken else None


def _declared(data: bytes) -> DecodedText | None:
    """The encoding that an XML declaration names."""
    declared = DECLARED.match(data)
    if declared is None:
        return None
    name = declared[1].decode()
    try:
        text = data.decode(name)
        text.encode()
    except (LookupError, UnicodeError):  # no encoding of texts, or one that makes lone surrogates, such as Python's own
        return None
    return DecodedText(text, name)


def _code_page(data: bytes, language: str | None) -> DecodedText:
    guess = guess_charset(data, language=language)
    return DecodedText(data.decode(guess.encoding, errors="replace"), guess.encoding, guess)
