"""Which code page a text from before Unicode is in: chardet's ranking, checked by the letters, the language as a hint.

Measured, read rightly of single lines in 20 languages (`tests/.../encoding/texts.py`): 62 of 62; chardet 7 alone 59,
charset-normalizer 41, and 45 where it may choose among these code pages only. Of 90 files of one to four words 82, and
all where the name states the language; chardet wants more letters than the shortest hold.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from vindex_assets.media.subtitles.encoding.alphabets import LATIN_CODE_PAGES
from vindex_assets.media.subtitles.encoding.plausibility import plausibility
from vindex_search.common.languages import language_of

# Python's codec -> the languages that are written in it: what Windows, Unix, DOS and the Macintosh wrote subtitles in.
# Others that chardet knows (EBCDIC, Urdu of IBM) are likelier to be taken for these than to occur.
CODE_PAGES: Final[Mapping[str, frozenset[str]]] = {
    **LATIN_CODE_PAGES,
    **dict.fromkeys(("cp1251", "iso8859-5", "cp866"), frozenset({"ru", "uk", "be", "bg", "sr", "mk"})),
    "koi8-r": frozenset({"ru"}),
    "koi8-u": frozenset({"uk", "be", "ru"}),
    **dict.fromkeys(("cp1253", "iso8859-7"), frozenset({"el"})),
    **dict.fromkeys(("cp1255", "iso8859-8"), frozenset({"he", "yi"})),
    **dict.fromkeys(("cp1256", "iso8859-6"), frozenset({"ar", "fa", "ur"})),
    "cp874": frozenset({"th"}),
    **dict.fromkeys(("cp932", "euc_jis_2004"), frozenset({"ja"})),
    **dict.fromkeys(("gb18030", "big5hkscs"), frozenset({"zh", "yue"})),
    "cp949": frozenset({"ko"}),
}
DECODERS: Final = {"euc_jis_2004": "euc_jp"}  # what chardet calls it -> what has the letters as they were meant
FALLBACK: Final = "cp1252"
SAMPLE_BYTES: Final = 64 * 1024  # are enough to tell
HINT_FACTOR: Final = 20.0  # how much likelier a code page is that holds the language that the file's name states
# Of each code page before the text is looked at: most files from before Unicode are Western, and made on Windows.
PRIORS: Final[Mapping[str, float]] = {"cp1252": 1.3, "cp850": 0.3, "cp852": 0.3, "mac-roman": 0.3}
CERTAIN: Final = 5.0  # so many times likelier than the next reading, and it is no guess any more
KANA: Final = ("\u3041", "\u30ff")  # hiragana and katakana, not half-width
MIN_KANA_SHARE: Final = 0.6
KANA_LIKELIHOOD: Final = 0.5


DAMAGED_SHARE: Final = 0.1  # of the characters beyond ASCII, at most: a text with some bytes that no code page has
DAMAGED_FACTOR: Final = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """A guessed code page; `certain`: every other reading is far less likely. `language`: what it seems to be in."""

    encoding: str
    certain: bool
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the bytes would say in a code page, and how likely that is, relative to the others."""

    likelihood: float
    encoding: str
    text: str
    language: str | None


def guess_charset(data: bytes, *, language: str | None = None) -> Guess:
    """The code page that a text is most likely in.

    Args:
        data: Bytes of the text, some of them not ASCII.
        language: Code of the language that its name states; None: it states none.
    """
    hint = language_of(language) if language else None
    readings = sorted(_readings(data[:SAMPLE_BYTES], hint), key=lambda reading: -reading.likelihood)
    if not readings:
        return Guess(FALLBACK, certain=False)
    best = readings[0]
    rival = next((other.likelihood for other in readings if other.text != best.text), 0.0)
    return Guess(best.encoding, certain=best.likelihood >= CERTAIN * rival, language=best.language)


def _readings(sample: bytes, hint: str | None) -> Iterator[Reading]:
    """The readings in all code pages, of damaged bytes too."""
    yield from _ranked(sample, CODE_PAGES, hint)
    yield from _kana_readings(sample)
    for name in CODE_PAGES:
        mended = _without_damage(sample, DECODERS.get(name, name))
        if mended:
            for reading in _ranked(mended, [name], hint):
                yield replace(reading, likelihood=DAMAGED_FACTOR * reading.likelihood)


def _ranked(sample: bytes, wanted: Collection[str], hint: str | None) -> Iterator[Reading]:
    """The readings in the wanted code pages, where every byte is a character in them."""
    import chardet

    ranking = chardet.detect_all(sample, ignore_threshold=True, compat_names=False, include_encodings=[*CODE_PAGES])
    for found in ranking:
        name = found["encoding"] or ""
        encoding = DECODERS.get(name, name)
        text = _decode_start(sample, encoding) if name in wanted else None
        if text is not None:
            prior = PRIORS.get(name, 1.0) * (HINT_FACTOR if hint in CODE_PAGES[name] else 1.0)
            yield Reading(found["confidence"] * prior * plausibility(text, name), encoding, text, found["language"])


def _kana_readings(sample: bytes) -> Iterator[Reading]:
    """The Japanese code pages under which most characters are kana; chardet asks for kanji too.

    The bytes of kana are rare letters in Chinese and Korean, and mixed with half-width katakana in each other's page.
    """
    for encoding in ("cp932", "euc_jp"):
        text = _decode_start(sample, encoding) or ""
        beyond = [letter for letter in text if letter > "\x7f"]
        if beyond and sum(KANA[0] <= letter <= KANA[1] for letter in beyond) >= MIN_KANA_SHARE * len(beyond):
            yield Reading(KANA_LIKELIHOOD, encoding, text, "ja")


def _decode_start(sample: bytes, encoding: str) -> str | None:
    """The text of a sample, whose last character may be cut; None where a byte is none of this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return None


def _without_damage(sample: bytes, encoding: str) -> bytes | None:
    """A sample without the few bytes that are none of this encoding; None where there are none, or many."""
    text = sample.decode(encoding, errors="replace")
    damaged, beyond = text.count("\ufffd"), sum(letter > "\x7f" for letter in text)
    is_damaged = 0 < damaged <= DAMAGED_SHARE * beyond
    return text.replace("\ufffd", "").encode(encoding, errors="ignore") if is_damaged else None
