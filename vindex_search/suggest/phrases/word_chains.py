"""Texts as chains of words that stand in a row, with nothing but spaces, hyphens or apostrophes between them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from vindex_search.common.languages import language_of
from vindex_search.models.sparse.spellings import fold
from vindex_search.models.sparse.words import APOSTROPHES, Span
from vindex_search.suggest.phrases.segmentation import TokenIds, segments
from vindex_search.suggest.words import MAX_WORD, parts

GLUE: Final = f" \u00a0-\u2010\u2011{APOSTROPHES}"  # what may stand between the words of a phrase
ENGLISH: Final = "en"  # what a text of unknown language is taken for, as by the index
MAX_CLITIC: Final = 2  # letters of what an apostrophe ties to a word: we're, don't
MIN_COMPOUND: Final = 3  # letters of a word without spaces that is a phrase by itself: 機械学習, not 学習
# Words that stand together in talk about anything ("a little bit", "let's say", "looks like") and are no stop words of
# the tokenizer. Of English only: in another language such phrases are suggested, too.
LIGHT_WORDS: Final = frozenset({
    "actually", "also", "another", "anyway", "basically", "bit", "could", "else", "even", "every", "get", "gets",
    "getting", "give", "gives", "go", "goes", "going", "gonna", "got", "guess", "guy", "guys", "kind", "know",
    "let", "like", "little", "look", "looking", "looks", "lot", "made", "make", "makes", "many", "might", "much",
    "okay", "one", "pretty", "quite", "really", "said", "say", "saying", "says", "see", "seem", "seems", "someone",
    "something", "sort", "sounds", "sure", "take", "tell", "tells", "thank", "thanks", "thing", "things", "think",
    "though", "uh", "uhm", "um", "wanna", "want", "wants", "way", "would", "yeah", "yes",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A passage or a slide: what is said or shown, and its language, where it is known."""

    text: str
    language: str | None


class ChainWord(NamedTuple):
    """A word of a chain.

    `may_end`: a phrase may begin or end with it. `compound`: it is a phrase by itself.
    """

    folded: str
    span: Span
    may_end: bool
    compound: bool


Chain = Sequence[ChainWord]


def chains(spoken: SpokenText, token_ids: TokenIds) -> Iterator[Chain]:
    """The chains of a text."""
    chain, before = list[ChainWord](), 0
    for word in _words(spoken, token_ids):
        start, end = word.span
        if spoken.text[before:start].strip(GLUE) or not word.folded:
            yield chain
            chain = []
        if word.folded:
            chain.append(word)
        before = end
    yield chain


def _words(spoken: SpokenText, token_ids: TokenIds) -> Iterator[ChainWord]:
    """The words of a text; what cannot be told to be one is empty."""
    for start, end, unspaced in parts(spoken.text):
        if unspaced:
            for one in segments(spoken.text[start:end], spoken.language, token_ids):
                yield _unspaced_word(spoken.text, (start + one.start, start + one.end), one.role)
        else:
            yield _spaced_word(spoken, (start, end), token_ids)


def _unspaced_word(text: str, span: Span, role: str) -> ChainWord:
    word = text[slice(*span)] if role != "unknown" and span[1] - span[0] <= MAX_WORD else ""
    return ChainWord(fold(word), span, role == "word", role == "word" and len(word) >= MIN_COMPOUND)


def _spaced_word(spoken: SpokenText, span: Span, token_ids: TokenIds) -> ChainWord:
    word = spoken.text[slice(*span)]
    if len(word) > MAX_WORD:
        return ChainWord("", span, False, False)
    folded, is_clitic = fold(word), _follows_apostrophe(spoken.text, span)
    is_name = len(folded) > 1 and not folded.isdecimal() and not is_clitic and not _is_light(folded, spoken.language)
    return ChainWord(folded, span, is_name and bool(token_ids(word.lower(), spoken.language)), False)


def _is_light(folded: str, language: str | None) -> bool:
    return folded in LIGHT_WORDS and language_of(language or ENGLISH) == ENGLISH


def _follows_apostrophe(text: str, span: Span) -> bool:
    start, end = span
    return start > 0 and text[start - 1] in APOSTROPHES and end - start <= MAX_CLITIC
