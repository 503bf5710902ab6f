"""BM25 term weights as sparse vectors, through Qdrant Edge's tokenizer: offline, with the server's token ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from vindex_search.common.languages import language_of
from vindex_search.models.encoders import Match
from vindex_search.models.model import Model
from vindex_search.models.sparse.alternatives import PART_WEIGHT, SPELLING_WEIGHT, alternatives
from vindex_search.models.sparse.compounds import MIN_PART, is_compounding
from vindex_search.models.sparse.spellings import spellings
from vindex_search.models.sparse.words import UNSPACED_PATTERN, Span, merge_adjacent, normalise, word_spans

if TYPE_CHECKING:
    import qdrant_edge as edge

WORD_CACHE_SIZE: Final = 65_536  # common words whose tokens are kept for highlighting
QUERY_CACHE_SIZE: Final = 64  # queries whose tokens are kept: dozens of texts are compared with one
TEXT_CACHE_SIZE: Final = 4096  # texts whose tokens are kept, those that are found often; some 30 MB
MAX_STUB: Final = 3  # letters of a stem that is in too many words to stand for a part of one
UNSTEMMED: Final = "\u0292"  # no ending of any language has the letter, so that a word with it is its own stem
RESPELLED_SHARE: Final = 0.5  # of the weight of a query's word, what its other spellings have together

# Languages for which Qdrant Edge has a stemmer or stop words.
STEMMED_LANGUAGES: Final = frozenset({
    "ar", "az", "bn", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr", "he", "hu", "id",
    "it", "kk", "ne", "nl", "no", "pt", "ro", "ru", "sl", "sv", "tg", "tr", "zh",
})  # fmt: skip

ANALYSERS: Final = 2 * len(STEMMED_LANGUAGES) + 2  # each language and the default one, with and without spaces

TermWeights = tuple[list[int], list[float]]  # token ids and their weights, of equal length
Languages = Iterable[str | None]


class _QueryTokens(NamedTuple):
    """The tokens of a query by the rules of one language.

    Attributes:
        typed: Each word with its token; None and a token for each word of a sentence in a script without spaces.
        respelled: Tokens of words, each with those of its other spellings.
        unstemmed: Tokens of words, each with that of the whole word.
    """

    typed: Sequence[tuple[str | None, int]]
    respelled: Sequence[tuple[int, Sequence[int]]]
    unstemmed: Sequence[tuple[int, int]]


class SparseEncoder:
    """Encodes passages and queries into BM25 term weights; the inverse document frequency is applied by the index.

    Words are stemmed and stop words removed by the rules of the text's language, or by those of the catalogue's
    default language where it is unknown or has none. A query is therefore encoded by the rules of every language of
    the library, and each resulting token has one weight. Texts in scripts without spaces are segmented by dictionaries.
    Passages also have the tokens of their words' alternatives (`alternatives.py`), at lower weights.

    Args:
        model: A sparse model of the catalogue; its revision is the default language.
    """

    def __init__(self, model: Model) -> None:
        self._average_length = model.average_length
        self._default_language = model.revision
        self._analyser = lru_cache(ANALYSERS)(self._build_analyser)
        self._tokens = lru_cache(WORD_CACHE_SIZE)(self._tokenise)
        self._alternative_tokens = lru_cache(WORD_CACHE_SIZE)(self._tokenise_alternatives)
        self._parsed_query = lru_cache(QUERY_CACHE_SIZE)(self._parse_query)
        self._words_by_token = lru_cache(TEXT_CACHE_SIZE)(self._find_words_by_token)

    def encode_passages(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> list[TermWeights]:
        """Token ids and weights of each text.

        Args:
            texts: Passages, or texts on the screen.
            languages: The language of each text, as BCP 47 or ISO 639 code; None where it is unknown.
        """
        codes = languages or [None] * len(texts)
        return [self._encode_passage(normalise(text), code) for text, code in zip(texts, codes, strict=True)]

    def _encode_passage(self, text: str, code: str | None) -> TermWeights:
        vector = self._analyser_for(text, code).embed_document(text)
        weights = dict(zip(vector.indices, vector.values, strict=True))
        weights |= self._alternative_weights(text, code, weights)
        return list(weights), list(weights.values())

    def _alternative_weights(self, text: str, code: str | None, own: Mapping[int, float]) -> dict[int, float]:
        """Tokens of the alternatives that weigh more than they do as words of the text; stop words have none."""
        language = self._rule_language(code)
        found: dict[int, float] = {}
        for start, end, words, weight in alternatives(text, compounding=is_compounding(code)):
            stands_for = max((own.get(token, 0.0) for token in self._tokens(text[start:end], language)), default=0.0)
            for token in self._alternative_tokens(words, language):
                found[token] = max(found.get(token, 0.0), weight * stands_for)
        return {token: weight for token, weight in found.items() if weight > own.get(token, 0.0)}

    def encode_query(self, text: str, languages: Languages = ()) -> TermWeights:
        """Token ids and weights; both are empty for a query of stop words only.

        Args:
            text: The query.
            languages: Languages of the library.
        """
        weights: dict[int, float] = {}
        for language in self._rule_languages(languages):
            weights.update({**self._typed_weights(text, language), **self._respelled_weights(text, language)})
            weights.update((token, PART_WEIGHT) for _, token in self._unstemmed(text, language))
        return list(weights), list(weights.values())

    def _typed_weights(self, query: str, language: str) -> dict[int, float]:
        """The weights of the words of a query as they were typed.

        The analyser of scripts without spaces drops numbers: where nothing else is left, they count by themselves.
        """
        vector = self._analyser_for(query, language).embed_query(normalise(query))
        words = (query[start:end] for start, end in word_spans(query))
        return dict(zip(vector.indices, vector.values, strict=True)) or {
            token: 1.0 for word in words for token in self._tokens(word, language)
        }

    def _respelled_weights(self, query: str, language: str) -> dict[int, float]:
        """The weights of the words of a query that are spelled in more than one way.

        A passage that has such a word as it was typed scores as if it had one spelling only.
        """
        weights: dict[int, float] = {}
        for own, others in self._respelled(query, language):
            share = RESPELLED_SHARE / len(others)
            weights[own] = 1.0 - RESPELLED_SHARE
            for other in others:
                weights[other] = weights[other] + share if other == own else share / SPELLING_WEIGHT
        return weights

    def _respelled(self, query: str, language: str) -> Iterator[tuple[int, list[int]]]:
        """The token of each word of a query that has other spellings, and theirs."""
        for start, end in word_spans(query):
            spelled = spellings(normalise(query[start:end]))
            others = [token for other in spelled for token in self._tokens(other, language)]  # none of a stop word
            own = self._tokens(query[start:end], language) if others else frozenset()
            if len(own) == 1:
                yield next(iter(own)), others

    def _unstemmed(self, query: str, language: str) -> Iterator[tuple[int, int]]:
        """The token of each word of a query whose stem stands for no part of a compound, and that of the whole word."""
        for start, end in word_spans(query) if is_compounding(language) else ():
            word = query[start:end].lower()
            if self._is_stub(word, language):
                yield from zip(self._tokens(word, language), self._tokens(word + UNSTEMMED, language), strict=False)

    def highlights(self, query: str, text: str, languages: Languages = ()) -> list[Span]:
        """Ranges [start, end) of characters of `text` that match the query; adjacent words are one range."""
        return list(merge_adjacent([(match.start, match.end) for match in self.matches(query, text, languages)], text))

    def matches(self, query: str, text: str, languages: Languages = ()) -> list[Match]:
        """The words of `text` that share a token with the query, in order; a word has one token in all languages."""
        names: dict[str, int] = {}
        tokens_of_word: dict[Span, frozenset[int]] = {}
        for language in self._rule_languages(languages):
            words = self._words_by_token(text, language)
            for token, name in self._query_tokens(query, language, names).items():
                for span in words.get(token, ()):
                    tokens_of_word[span] = tokens_of_word.get(span, frozenset()) | {name}
        return [Match(start, end, tokens) for (start, end), tokens in sorted(tokens_of_word.items())]

    def has_every_word(self, query: str, text: str, languages: Languages = ()) -> bool:
        """Whether a text has every word of a query but the stop words, by the rules of one language."""
        for language in self._rule_languages(languages):
            words, tokens = self._words_by_token(text, language), self._query_tokens(query, language, {})
            if tokens and {name for token, name in tokens.items() if token in words} == set(tokens.values()):
                return True
        return False

    def is_of_stop_words(self, query: str, languages: Languages = ()) -> bool:
        """Whether a query has several words, and all are stop words of one language."""
        is_phrase = sum(1 for _ in word_spans(query)) > 1
        return is_phrase and not all(self._tokens(query, language) for language in self._rule_languages(languages))

    def stop_word_share(self, query: str, languages: Languages = ()) -> float:
        """The share of a query's words that are stop words, 0 to 1; the highest of the languages."""
        words = [query[start:end] for start, end in word_spans(query)]
        shares = (
            sum(not self._tokens(word, language) for word in words) for language in self._rule_languages(languages)
        )
        return max(shares) / max(1, len(words))

    def token_ids(self, text: str, language: str | None) -> frozenset[int]:
        """The token ids of a text by the rules of its language; a stop word has none. Nothing is kept."""
        return self._tokenise(text, self._rule_language(language))

    def _query_tokens(self, query: str, language: str, names: dict[str, int]) -> dict[int, int]:
        """The tokens of a query, with those of other spellings, each with the token that names its word.

        Args:
            query: The query.
            language: By whose rules.
            names: The names so far, by word; new ones are added.
        """
        parsed = self._parsed_query(query, language)
        tokens = {token: token if word is None else names.setdefault(word, token) for word, token in parsed.typed}
        for token, others in parsed.respelled:
            tokens |= {other: tokens[token] for other in others if other not in tokens}
        for token, other in parsed.unstemmed:
            tokens[other] = tokens[token]
        return tokens

    def _parse_query(self, query: str, language: str) -> _QueryTokens:
        typed: list[tuple[str | None, int]] = []
        for start, end in word_spans(query):
            word = query[start:end]
            own = self._tokens(word, language)
            typed += [(None if len(own) > 1 else word, token) for token in own]
        return _QueryTokens(typed, list(self._respelled(query, language)), list(self._unstemmed(query, language)))

    def _find_words_by_token(self, text: str, language: str) -> dict[int, list[Span]]:
        """Per token of a text the spans of the words that have it, also by an alternative."""
        words: dict[int, list[Span]] = {}
        for start, end in word_spans(text):
            for token in self._tokens(text[start:end], language):
                words.setdefault(token, []).append((start, end))
        for start, end, others, _weight in alternatives(text, compounding=is_compounding(language)):
            for token in self._alternative_tokens(others, language) if self._tokens(text[start:end], language) else ():
                words.setdefault(token, []).append((start, end))
        return words

    def _rule_languages(self, languages: Languages) -> list[str]:
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

    def _tokenise_alternatives(self, words: str, language: str) -> frozenset[int]:
        """The tokens of alternatives; where stemming leaves too little of one, that of the word as it is."""
        stems = (word + UNSTEMMED if self._is_stub(word, language) else word for word in words.split())
        return frozenset[int]().union(*(self._tokens(stem, language) for stem in stems))

    def _is_stub(self, word: str, language: str) -> bool:
        """Whether the stem of a longer word has MAX_STUB letters: that of `arten`, in Kindergarten, is `art`."""
        return len(word) >= MIN_PART and self._tokens(word, language) == self._tokens(word[:MAX_STUB], language)

    def _tokenise(self, text: str, language: str) -> frozenset[int]:
        return frozenset(self._analyser_for(text, language).embed_query(normalise(text)).indices)
