"""Which code page a text from before Unicode is in: chardet's ranking, checked by the letters, the language as a hint.

Measured on 157 texts of one to four lines in 29 languages (tests/vindex_assets/media/subtitles/encoding): chardet 7
alone reads 147 rightly, charset-normalizer 85.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from vindex_assets.media.subtitles.encoding.alphabets import LATIN_CODE_PAGES, LETTERS
from vindex_search.common.languages import language_of

# Python's codec -> the languages that are written in it. What Windows, Unix and the web wrote subtitles in; others that
# chardet knows (Macintosh, EBCDIC, DOS but for Russian) are likelier to be taken for these than to occur.
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
# Of each code page before the text is looked at: most files from before Unicode are Western.
PRIORS: Final[Mapping[str, float]] = {"cp1252": 1.3}
RARE: Final[Mapping[str, float]] = {"is": 0.6}  # whose letters would otherwise be found in any Turkish word
FOREIGN_POWER: Final = 3  # a tenth of letters that the language has not makes its code page less likely by a quarter
MIXED_FACTOR: Final = 0.05  # a word of two scripts, such as "Perchй": hardly anybody writes one
CERTAIN: Final = 5.0  # so many times likelier than the next reading, and it is no guess any more
KANA: Final = ("\u3041", "\u30ff")  # hiragana and katakana, not half-width
MIN_KANA_SHARE: Final = 0.6
KANA_LIKELIHOOD: Final = 0.5
WORD: Final = re.compile(r"[^\W\d_]{2,60}")
PUNCTUATION: Final = frozenset("“”„‟‘’‚…–—«»¿¡♪·•°©®™€£§´`\xa0\xad")


@dataclass(frozen=True, slots=True)
class Guess:
    """A guessed code page; `certain`: every other reading is far less likely. `language`: what it seems to be in."""

    encoding: str
    certain: bool
    language: str | None = None


def guess_charset(data: bytes, *, language: str | None = None) -> Guess:
    """The code page that a text is most likely in.

    Args:
        data: Bytes of the text, some of them not ASCII.
        language: Code of the language that its name states; None: it states none.
    """
    hint = language_of(language) if language else None
    ranked = sorted(_readings(data[:SAMPLE_BYTES], hint), key=lambda each: -each[0])
    if not ranked:
        return Guess(FALLBACK, certain=False)
    likelihood, encoding, text, spoken = ranked[0]
    rival = next((other for other, _, other_text, _ in ranked if other_text != text), 0.0)
    return Guess(encoding, certain=likelihood >= CERTAIN * rival, language=spoken)


def _readings(sample: bytes, hint: str | None) -> Iterator[tuple[float, str, str, str | None]]:
    """Likelihood, encoding, text and language of each code page in which the bytes are a text."""
    import chardet

    ranking = chardet.detect_all(sample, ignore_threshold=True, compat_names=False, include_encodings=[*CODE_PAGES])
    for found in ranking:
        name = found["encoding"]
        if name is None or name not in CODE_PAGES:
            continue
        encoding = DECODERS.get(name, name)
        text = _decode_start(sample, encoding)
        if text is not None:
            prior = PRIORS.get(name, 1.0) * (HINT_FACTOR if hint in CODE_PAGES[name] else 1.0)
            yield found["confidence"] * prior * _plausibility(text, name), encoding, text, found["language"]
    yield from _kana_readings(sample)


def _kana_readings(sample: bytes) -> Iterator[tuple[float, str, str, str | None]]:
    """The Japanese code pages under which most characters are kana; chardet asks for kanji too.

    The bytes of kana are rare letters in Chinese and Korean, and mixed with half-width katakana in each other's page.
    """
    for encoding in ("cp932", "euc_jp"):
        text = _decode_start(sample, encoding) or ""
        beyond = [letter for letter in text if letter > "\x7f"]
        if beyond and sum(KANA[0] <= letter <= KANA[1] for letter in beyond) >= MIN_KANA_SHARE * len(beyond):
            yield KANA_LIKELIHOOD, encoding, text, "ja"


def _decode_start(sample: bytes, encoding: str) -> str | None:
    """The text of a sample, whose last character may be cut; None where a byte is none of this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str, code_page: str) -> float:
    """How well the letters beyond ASCII fit together and, in Latin script, into one of the languages; 0 to 1."""
    words = {word for word in WORD.findall(text) if not word.isascii()}
    mixed = sum(len({_script(letter) for letter in word}) > 1 for word in words)
    scripts = math.pow(MIXED_FACTOR, min(1.0, 2 * mixed / max(1, len(words))))
    return scripts * _language_fit(text, code_page)


def _script(letter: str) -> str:
    """The script of a letter, by its name in Unicode; kana, hanzi and hangul stand together in words."""
    script = unicodedata.name(letter, "?").split(" ", 1)[0]
    return "EAST ASIAN" if script in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"} else script


def _language_fit(text: str, code_page: str) -> float:
    """Share of the characters beyond ASCII that a language has: that of the best of the code page's languages."""
    beyond = [letter.lower() for letter in text if letter > "\x7f" and letter not in PUNCTUATION]
    if code_page not in LATIN_CODE_PAGES or not beyond:
        return 1.0
    languages = LATIN_CODE_PAGES[code_page]
    best = max(RARE.get(each, 1.0) * sum(letter in LETTERS[each] for letter in beyond) for each in languages)
    return math.pow(max(0.05, best / len(beyond)), FOREIGN_POWER)
