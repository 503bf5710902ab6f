"""The parts of compound words: `versicherung` of Kraftfahrzeugversicherung. Pure.

Where a compound is cut is not known without a dictionary. Every cut is taken that leaves pronounceable parts which are
long enough; most of them are no words, and nobody asks for them. They are taken at the end of the word, at its
beginning and, in a long one, from its middle:

    kraftfahrzeugversicherung
                 versicherung   end: with the word's own ending, so that it is stemmed like the part alone
    kraftfahrzeug               beginning
         fahrzeug               middle
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from vindex_search.common.languages import language_of
from vindex_search.models.sparse.spellings import fold

# Languages that write compounds as one word. English has few: there, such parts would make `ration` of generation.
COMPOUNDING_LANGUAGES: Final = frozenset({"af", "da", "de", "et", "fi", "fo", "fy", "hu", "is", "lb", "nl", "no", "sv"})
MIN_COMPOUND: Final = 9  # letters: below, too many words hold others by chance, as German Krawatte holds Watte
MIN_PART: Final = 5
MIN_REST: Final = 3
MIN_INNER_COMPOUND: Final = 14
MIN_INNER_PART: Final = 6
VOWELS: Final = frozenset("aeiouy")
# Consonants that words begin with in the Germanic languages and in loan words; any single one does.
ONSETS: Final = frozenset({
    "bl", "br", "ch", "chl", "chr", "dr", "dw", "fj", "fl", "fr", "gl", "gn", "gr", "hj", "hv", "kj", "kl", "kn",
    "kr", "kv", "kw", "pf", "pfl", "pfr", "ph", "pl", "pr", "ps", "qu", "rh", "sc", "sch", "schl", "schm", "schn",
    "schr", "schw", "sh", "sj", "sk", "skj", "skr", "sl", "sm", "sn", "sp", "spj", "spl", "spr", "st", "stj", "str",
    "sv", "sw", "tj", "tr", "ts", "tsch", "tv", "tw", "th", "vl", "vr", "wr", "zw", "zs", "sz", "gy", "ny", "ly",
    "ty", "cs", "dz",
})  # fmt: skip
# What stands before verbs and is no word's first part: Verständnis is no kind of Ständnis.
PREFIXES: Final = frozenset({
    "ver", "ent", "emp", "zer", "miss", "auf", "aus", "ein", "vor", "mit", "abs", "ont", "over", "door", "voor",
    "toe", "uit", "för", "fram", "und", "uppe", "fore", "for", "efter", "gen", "über", "unter", "wider",
})  # fmt: skip
LINKS: Final = ("", "s", "n", "e", "es", "en", "er")  # between the parts of German, Dutch and Nordic compounds
# No part begins inside; other pairs are sounds of their own where words meet: Autounfall, Rathaus, Bahngleis.
ONE_SOUND: Final = frozenset(("ch", "ck", "ei", "ie", "au", "eu", "aa", "ee", "oo"))
CACHE_SIZE: Final = 16_384  # words


def is_compounding(code: str | None) -> bool:
    """Whether a language, as BCP 47 or ISO 639 code, writes compounds as one word; not where it is unknown."""
    return code is not None and language_of(code) in COMPOUNDING_LANGUAGES


@lru_cache(CACHE_SIZE)
def compound_parts(word: str) -> tuple[str, ...]:
    """The possible parts of a word in lower case; none of a word that is too short or not of letters alone."""
    lower = word.lower()
    if len(lower) < MIN_COMPOUND or not lower.isalpha():
        return ()
    plain = "".join(fold(letter)[:1] or letter for letter in lower)
    inner = range(MIN_REST, len(lower) - MIN_REST + 1)
    starts = [at for at in inner if _can_begin(plain, at) and lower[:at] not in PREFIXES]
    ends = [
        at for at in inner if any(_can_begin(plain, at + len(link)) for link in LINKS if plain.startswith(link, at))
    ]
    ranges = (each for each in _ranges(len(lower), starts, ends) if _is_part(plain, *each))
    return tuple(dict.fromkeys(lower[start:end] for start, end in ranges))


def _ranges(length: int, starts: list[int], ends: list[int]) -> Iterator[tuple[int, int]]:
    """Ranges of the parts at the end, at the beginning and in the middle of a word."""
    yield from ((start, length) for start in starts if length - start >= MIN_PART)
    yield from ((0, end) for end in ends if end >= MIN_PART)
    if length >= MIN_INNER_COMPOUND:
        yield from ((start, end) for start in starts for end in ends if end - start >= MIN_INNER_PART)


def _is_part(plain: str, start: int, end: int) -> bool:
    """Whether a part, what is before it and what follows can be spoken: each has a vowel."""
    return all(VOWELS.intersection(piece) for piece in (plain[:start], plain[start:end], plain[end:]) if piece)


def _can_end(plain: str, at: int) -> bool:
    """Whether another part can begin at a letter, or after what links the two."""
    return any(_can_begin(plain, at + len(link)) for link in LINKS if plain.startswith(link, at))


def _can_begin(plain: str, at: int) -> bool:
    """Whether a word can begin at a letter of another: with a vowel, with one consonant, or with those of ONSETS."""
    onset = next((plain[at:end] for end in range(at, len(plain)) if plain[end] in VOWELS), None)
    return onset is not None and (len(onset) <= 1 or onset in ONSETS) and plain[at - 1 : at + 1] not in ONE_SOUND
