"""Words as sparse BM25 vectors, through Qdrant Edge's own tokenizer: offline, and the server's token ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from vindex_search.common.languages import language_of
from vindex_search.models.catalogue import Model

if TYPE_CHECKING:
    import qdrant_edge as edge

WORD_CATEGORIES: Final = "LMN"  # letters, digits, and marks: without these Hindi falls to pieces
CHARACTERS: Final = 0x30000  # beyond lie no scripts, only variants for single characters
APOSTROPHES: Final = "'\u2019"
REMEMBERED_WORDS: Final = 65_536  # a language's common words, so that highlighting does not tokenise them again
REMEMBERED_TEXTS: Final = 4096  # those that are found often; some 30 MB

STEMMED: Final = frozenset(  # languages with rules of their own in Qdrant Edge
    (
        *("ar", "az", "bn", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr", "he", "hu", "id", "it", "kk", "ne"),
        *("nl", "no", "pt", "ro", "ru", "sl", "sv", "tg", "tr", "zh"),
    )
)
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]"
)

Sparse = tuple[list[int], list[float]]
Match = tuple[int, int, frozenset[int]]


class SparseEncoder:
    """Encodes texts and queries, each in its language; IDF is the index's part.

    A word is indexed by its stem, and stop words not at all, by the rules of the text's language; where that is unknown
    or has no such rules, of the catalogue's. So a query is encoded by the rules of every language that the library
    holds, and each token counts once. Text in scripts without spaces between words is cut by dictionaries.
    Texts are brought into one Unicode form first (NFKC): subtitles and screen text write the same accent in two ways.
    """

    def __init__(self, model: Model) -> None:
        self._average_length = model.average_length
        self._default = model.revision
        self._analyser = lru_cache(maxsize=None)(self._made)
        self._tokens = lru_cache(REMEMBERED_WORDS)(self._tokens_of)
        self._read = lru_cache(REMEMBERED_TEXTS)(self._read_of)

    def encode_passages(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> list[Sparse]:
        """Token ids and term weights of each text.

        Args:
            texts: What is said or written.
            languages: Of each text, as BCP 47 or ISO 639 code, None where unknown; left out: none is known.
        """
        told = languages or [None] * len(texts)
        made = [self._of(text, code).embed_document(_plain(text)) for text, code in zip(texts, told, strict=True)]
        return [(list(vector.indices), list(vector.values)) for vector in made]

    def encode_query(self, text: str, languages: Iterable[str | None] = ()) -> Sparse:
        """Token ids and weights; both empty where the query holds stop words only.

        Args:
            text: The query.
            languages: Those that the library holds.
        """
        found: dict[int, float] = {}
        for code in self._codes(languages):
            vector = self._of(text, code).embed_query(_plain(text))
            found.update(zip(vector.indices, vector.values, strict=True))
        return list(found), list(found.values())

    def highlights(self, query: str, text: str, languages: Iterable[str | None] = ()) -> list[tuple[int, int]]:
        """Ranges [start, end) of the words of `text` that the query asks for, in characters; neighbours are joined."""
        return list(_joined([(start, end) for start, end, _ in self.matches(query, text, languages)], text))

    def matches(self, query: str, text: str, languages: Iterable[str | None] = ()) -> list[Match]:
        """The words of `text` that the query asks for: ranges [start, end) in characters, and the tokens they share."""
        found: dict[tuple[int, int], frozenset[int]] = {}
        for code in self._codes(languages):
            words = self._read(text, code)
            for token in self._tokens(query, code):
                for place in words.get(token, ()):
                    found[place] = found.get(place, frozenset()) | {token}
        return [(start, end, tokens) for (start, end), tokens in sorted(found.items())]

    def _read_of(self, text: str, code: str) -> dict[int, list[tuple[int, int]]]:
        """Each token of a text with the words that it stands for."""
        words: dict[int, list[tuple[int, int]]] = {}
        for start, end in _words(text):
            for token in self._tokens(text[start:end], code):
                words.setdefault(token, []).append((start, end))
        return words

    def _codes(self, languages: Iterable[str | None]) -> list[str]:
        """Languages of which each has rules of its own, the catalogue's first."""
        return list(dict.fromkeys([self._default, *(self._rules(code) for code in languages)]))

    def _rules(self, code: str | None) -> str:
        """The language whose rules a text is encoded by."""
        found = language_of(code) if code else None
        return found if found in STEMMED else self._default

    def _of(self, text: str, code: str | None) -> edge.Bm25:
        return self._analyser(self._rules(code), bool(UNSPACED.search(text)))

    def _made(self, language: str, unspaced: bool) -> edge.Bm25:
        import qdrant_edge as edge

        tokenizer = edge.TokenizerType.Multilingual if unspaced else None
        config = edge.Bm25Config(language=language, avg_len=self._average_length, tokenizer=tokenizer)
        return edge.Bm25(config)

    def _tokens_of(self, text: str, code: str) -> frozenset[int]:
        return frozenset(self._of(text, code).embed_query(_plain(text)).indices)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the runs of letters, digits and their marks."""
    return (found.span() for found in _word().finditer(text))


@cache
def _word() -> re.Pattern[str]:
    """A run of characters of WORD_CATEGORIES: `\\w` would leave out the marks and take the underscore."""
    kinds = "".join("x" if unicodedata.category(chr(code))[0] in WORD_CATEGORIES else " " for code in range(CHARACTERS))
    ranges = (f"{chr(run.start())}-{chr(run.end() - 1)}" for run in re.finditer("x+", kinds))
    return re.compile(f"[{''.join(ranges)}]+")


def _joined(ranges: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Join ranges with nothing but white space or an apostrophe between them."""
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
