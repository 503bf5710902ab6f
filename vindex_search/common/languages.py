"""Language codes: `de`, `ger`, `deu` and `de-AT` all name German, and so do `German` and `Deutsch`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from langcodes import Language

NORWEGIAN: Final = {"nb": "no", "nn": "no"}  # both written forms count as one language
TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
# Three letters are a word more often than one of the 7000 languages of ISO 639-3: only those with a short code count.
LONG_CODES: Final = frozenset({"fil", "yue", "haw", "gsw", "nds", "ceb", "ast", "cmn"})
CACHE_SIZE: Final = 1024  # codes; those of one library are a few, but a caller may ask for any
# By which languages go in names of files: codes of countries and of sites of subtitles, English and own names.
NAMES: Final[Mapping[str, str]] = {
    **{"jp": "ja", "cn": "zh", "ua": "uk", "cz": "cs", "gr": "el", "dk": "da"},
    **{"chs": "zh-Hans", "cht": "zh-Hant", "zhs": "zh-Hans", "zht": "zh-Hant", "pob": "pt-BR", "pb": "pt-BR"},
    **{"english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt"},
    **{"dutch": "nl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "icelandic": "is"},
    **{"polish": "pl", "czech": "cs", "slovak": "sk", "hungarian": "hu", "romanian": "ro", "bulgarian": "bg"},
    **{"croatian": "hr", "serbian": "sr", "slovenian": "sl", "bosnian": "bs", "macedonian": "mk", "albanian": "sq"},
    **{"russian": "ru", "ukrainian": "uk", "greek": "el", "turkish": "tr", "hebrew": "he", "arabic": "ar"},
    **{"persian": "fa", "farsi": "fa", "hindi": "hi", "bengali": "bn", "tamil": "ta", "telugu": "te", "urdu": "ur"},
    **{"chinese": "zh", "mandarin": "zh", "cantonese": "yue", "japanese": "ja", "korean": "ko", "thai": "th"},
    **{"vietnamese": "vi", "indonesian": "id", "malay": "ms", "tagalog": "tl", "filipino": "fil"},
    **{"estonian": "et", "latvian": "lv", "lithuanian": "lt", "catalan": "ca", "basque": "eu", "galician": "gl"},
    **{"deutsch": "de", "français": "fr", "francais": "fr", "español": "es", "espanol": "es", "italiano": "it"},
    **{"português": "pt", "portugues": "pt", "nederlands": "nl", "svenska": "sv", "dansk": "da", "norsk": "no"},
    **{"suomi": "fi", "polski": "pl", "čeština": "cs", "cesky": "cs", "česky": "cs", "magyar": "hu", "türkçe": "tr"},
    **{"română": "ro", "русский": "ru", "українська": "uk", "ελληνικά": "el", "עברית": "he", "العربية": "ar"},
    **{"中文": "zh", "简体": "zh-Hans", "繁體": "zh-Hant", "日本語": "ja", "한국어": "ko", "ไทย": "th", "हिन्दी": "hi"},
}


def is_valid_tag(code: str) -> bool:
    """Whether a string is a valid BCP 47 or ISO 639 code."""
    from langcodes.tag_parser import LanguageTagError

    try:
        return _parsed(code).is_valid()
    except LanguageTagError:
        return False


def _parsed(code: str) -> Language:
    """A code as langcodes reads it, which keeps every code that it has ever read: here, CACHE_SIZE at most."""
    from langcodes import Language

    if len(Language._PARSE_CACHE) >= CACHE_SIZE:
        Language._PARSE_CACHE.clear()
        Language._INSTANCES.clear()
    return Language.get(code)


@lru_cache(CACHE_SIZE)
def language_of(code: str) -> str | None:
    """The primary language subtag of a BCP 47 or ISO 639 code; None where it is invalid or private (`x-...`)."""
    language = _parsed(code).language if is_valid_tag(code) else None
    return NORWEGIAN.get(language, language) if language and language.isalpha() else None


def language_named(word: str) -> str | None:
    """The code of the language that a word in a file's name stands for, as it is written there; None: for none."""
    named = NAMES.get(word.lower())
    if named or not TAG.fullmatch(word):
        return named
    language = language_of(word)
    is_short = language is not None and (len(language) == 2 or language in LONG_CODES)
    return word if is_short else None


def same_language(one: str | None, other: str | None) -> bool:
    """Whether two codes name the same language; None and invalid codes name none."""
    first, second = (language_of(code) if code else None for code in (one, other))
    return first is not None and first == second


def equivalent_codes(requested: Iterable[str], available: Iterable[str]) -> tuple[str, ...]:
    """The requested codes, then those available codes that name the same languages; without duplicates."""
    codes = tuple(requested)
    languages = {language_of(code) for code in codes} - {None}
    return tuple(dict.fromkeys([*codes, *(code for code in available if language_of(code) in languages)]))
