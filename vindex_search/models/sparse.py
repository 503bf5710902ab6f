"""BM25 term weights as sparse vectors, through Qdrant Edge's tokenizer: offline, with the server's token ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from vindex_search.common.languages import language_of
from vindex_search.models.encoders import Match
from vindex_search.models.model import Model

if TYPE_CHECKING:
    import qdrant_edge as edge

WORD_CATEGORIES: Final = "LMN"  # Unicode's letters, marks and numbers; without marks the words of Hindi would be cut
CODE_POINTS: Final = 0x30000  # examined for WORD_CATEGORIES; beyond are no scripts, only variation selectors
APOSTROPHES: Final = "'\u2019"
WORD_CACHE_SIZE: Final = 65_536  # common words whose tokens are kept for highlighting
TEXT_CACHE_SIZE: Final = 4096  # texts whose tokens are kept, those that are found often; some 30 MB

# Languages for which Qdrant Edge has a stemmer or stop words.
STEMMED_LANGUAGES: Final = frozenset({
    "ar", "az", "bn", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr", "he", "hu", "id",
    "it", "kk", "ne", "nl", "no", "pt", "ro", "ru", "sl", "sv", "tg", "tr", "zh",
})  # fmt: skip
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
UNSPACED_PATTERN: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]"
)

TermWeights = tuple[list[int], list[float]]  # token ids and their weights, of equal length


class SparseEncoder:
    """Encodes passages and queries into BM25 term weights; the inverse document frequency is applied by the index.

    Words are stemmed and stop words removed by the rules of the text's language, or by those of the catalogue's
    default language where it is unknown or has none. A query is therefore encoded by the rules of every language of
    the library, and each resulting token has one weight. Texts in scripts without spaces are segmented by dictionaries.
    Texts are brought into Unicode's form NFKC first: subtitles and screen text encode accents differently.

    Args:
        model: A sparse model of the catalogue; its revision is the default language.
    """

    def __init__(self, model: Model) -> None:
        self._average_length = model.average_length
        self._default_language = model.revision
        self._analyser = lru_cache(maxsize=None)(self._build_analyser)
        self._tokens = lru_cache(WORD_CACHE_SIZE)(self._tokenise)
        self._words_by_token = lru_cache(TEXT_CACHE_SIZE)(self._find_words_by_token)

    def encode_passages(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> list[TermWeights]:
        """Token ids and weights of each text.

        Args:
            texts: Passages, or texts on the screen.
            languages: The language of each text, as BCP 47 or ISO 639 code; None where it is unknown.
        """
        codes = languages or [None] * len(texts)
        vectors = [
            self._analyser_for(text, code).embed_document(_normalise(text))
            for text, code in zip(texts, codes, strict=True)
        ]
        return [(list(vector.indices), list(vector.values)) for vector in vectors]

    def encode_query(self, text: str, languages: Iterable[str | None] = ()) -> TermWeights:
        """Token ids and weights; both are empty for a query of stop words only.

        Args:
            text: The query.
            languages: Languages of the library.
        """
        weights: dict[int, float] = {}
        for language in self._rule_languages(languages):
            vector = self._analyser_for(text, language).embed_query(_normalise(text))
            weights.update(zip(vector.indices, vector.values, strict=True))
        return list(weights), list(weights.values())

    def highlights(self, query: str, text: str, languages: Iterable[str | None] = ()) -> list[tuple[int, int]]:
        """Ranges [start, end) of characters of `text` that match the query; adjacent words are one range."""
        return list(_merge_adjacent([(match.start, match.end) for match in self.matches(query, text, languages)], text))

    def matches(self, query: str, text: str, languages: Iterable[str | None] = ()) -> list[Match]:
        """The words of `text` that share a token with the query, in order."""
        tokens_of_word: dict[tuple[int, int], frozenset[int]] = {}
        for language in self._rule_languages(languages):
            words = self._words_by_token(text, language)
            for token in self._tokens(query, language):
                for span in words.get(token, ()):
                    tokens_of_word[span] = tokens_of_word.get(span, frozenset()) | {token}
        return [Match(start, end, tokens) for (start, end), tokens in sorted(tokens_of_word.items())]

    def _find_words_by_token(self, text: str, language: str) -> dict[int, list[tuple[int, int]]]:
        """Per token of a text the spans of the words that have it."""
        words: dict[int, list[tuple[int, int]]] = {}
        for start, end in _word_spans(text):
            for token in self._tokens(text[start:end], language):
                words.setdefault(token, []).append((start, end))
        return words

    def _rule_languages(self, languages: Iterable[str | None]) -> list[str]:
        """The distinct languages by whose rules a query is encoded, the default one first."""
        return list(dict.fromkeys([self._default_language, *map(self._rule_language, languages)]))

    def _rule_language(self, code: str | None) -> str:
        """The language by whose rules a text is encoded."""
        language = language_of(code) if code else None
        return language if language in STEMMED_LANGUAGES else self._default_language

    def _analyser_for(self, text: str, code: str | None) -> edge.Bm25:
        return self._analyser(self._rule_language(code), bool(UNSPACED_PATTERN.search(text)))

    def _build_analyser(self, language: str, unspaced: bool) -> edge.Bm25:
        import qdrant_edge as edge

        tokenizer = edge.TokenizerType.Multilingual if unspaced else None
        return edge.Bm25(edge.Bm25Config(language=language, avg_len=self._average_length, tokenizer=tokenizer))

    def _tokenise(self, text: str, language: str) -> frozenset[int]:
        return frozenset(self._analyser_for(text, language).embed_query(_normalise(text)).indices)


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Ranges [start, end) of the words of a text."""
    return (word.span() for word in _word_pattern().finditer(text))


@cache
def _word_pattern() -> re.Pattern[str]:
    """A run of characters of WORD_CATEGORIES: `\\w` would exclude marks and include the underscore."""
    is_word = "".join(
        "x" if unicodedata.category(chr(code))[0] in WORD_CATEGORIES else " " for code in range(CODE_POINTS)
    )
    ranges = (f"{chr(run.start())}-{chr(run.end() - 1)}" for run in re.finditer("x+", is_word))
    return re.compile(f"[{''.join(ranges)}]+")


def _merge_adjacent(ranges: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Merge ranges with only white space or an apostrophe between them."""
    pending: tuple[int, int] | None = None
    for start, end in ranges:
        if pending and not text[pending[1] : start].strip().strip(APOSTROPHES):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending
