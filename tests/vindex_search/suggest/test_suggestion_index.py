"""What is suggested, and in which order, against a search through all entries."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from vindex_search.suggest.entries import SuggestionEntry, SuggestionKind
from vindex_search.suggest.suggestion_index import SuggestionIndex
from vindex_search.suggest.words import fold_text, indexed_words, typed_words

GROUPS = {"title": 0, "tag": 0, "chapter": 1, "phrase": 2}
TEXTS = st.lists(st.text(st.sampled_from("abé学"), min_size=1, max_size=5), min_size=1, max_size=3).map(" ".join)


def entry(kind: SuggestionKind, text: str, workspace: str = "team", videos: int = 1, **more: int) -> SuggestionEntry:
    return SuggestionEntry(kind, text, fold_text(text), workspace, videos, **more)  # type: ignore[arg-type]


def phrase(text: str, workspace: str = "team", videos: int = 1, said: int = 5) -> SuggestionEntry:
    return entry("phrase", text, workspace, videos, said=said, passages=said)


ENTRIES = st.lists(
    st.builds(
        lambda kind, text, workspace, videos, said: entry(kind, text, workspace, videos, said=said, passages=2),
        st.sampled_from(["title", "tag", "chapter", "phrase"]),
        TEXTS,
        st.sampled_from(["team", "tea", "other"]),
        st.integers(1, 3),
        st.integers(3, 9),
    ),
    max_size=14,
    unique_by=lambda one: (one.kind, one.key, one.workspace),
)


def texts(entries: Sequence[SuggestionEntry], typed: str, *workspaces: str, limit: int = 8) -> list[str]:
    return [one.text for one in SuggestionIndex(entries).suggest(typed, workspaces, limit)]


@given(entries=ENTRIES, typed=TEXTS, workspaces=st.sampled_from([(), ("team",), ("tea", "other")]))
def test_suggestions_are_those_of_a_brute_force_search(
    entries: list[SuggestionEntry], typed: str, workspaces: tuple[str, ...]
) -> None:
    found = SuggestionIndex(entries).suggest(typed, workspaces, limit=4)
    assert [(fold_text(one.text), one.kind, one.count) for one in found] == brute_force(entries, typed, workspaces)[:4]


def brute_force(entries: list[SuggestionEntry], typed: str, workspaces: tuple[str, ...]) -> list[tuple[str, str, int]]:
    videos: dict[tuple[str, SuggestionKind], int] = {}
    said: dict[str, int] = {}
    for one in entries:
        if not workspaces or one.workspace in workspaces:
            videos[one.key, one.kind] = videos.get((one.key, one.kind), 0) + one.videos
            said[one.key] = said.get(one.key, 0) + (one.said if one.kind == "phrase" else 0)
    words = [ways[0] for ways in typed_words(typed)]
    kinds = list(GROUPS)
    ranked = sorted(
        (typos, GROUPS[kind], -count, len(key), key, kinds.index(kind), kind)
        for (key, kind), count in videos.items()
        if (typos := typos_of(key, words)) <= 1
        and not (kind == "phrase" and any(contains(other, key) and said[other] >= 0.8 * said[key] for other in said))
    )
    best = {key: (key, kind, -count) for _, _, count, _, key, _, kind in reversed(ranked)}
    return [best[key] for key in dict.fromkeys(one[4] for one in ranked)]


def contains(longer: str, key: str) -> bool:
    without_spaces = " " not in longer and "学" in longer
    return longer != key and (f" {key} " in f" {longer} " or (without_spaces and key in longer))


def typos_of(key: str, words: list[str]) -> int:
    own = indexed_words(key)
    return sum(min(typos_in(word, typed) for word in own) for typed in words)


def typos_in(word: str, typed: str) -> int:
    least = min(OSA.distance(word[:end], typed) for end in range(len(word) + 1))
    return least if len(typed) >= 4 or least == 0 else 2


def test_every_suggestion_has_a_word_that_begins_as_was_typed_up_to_one_typo() -> None:
    entries = [entry("title", text) for text in ("Nerve cells", "Neural nets", "Deep Neurons", "Natural")]
    assert texts(entries, "neuro") == ["Deep Neurons", "Neural nets"]
    assert texts(entries, "nural") == ["Neural nets"]


def test_titles_and_tags_come_before_chapters_before_phrases_and_many_videos_before_few() -> None:
    entries = [
        phrase("moon phase", videos=9),
        entry("chapter", "Moon rise", videos=5),
        entry("tag", "moons", videos=2),
        entry("title", "The moon"),
        entry("title", "The mono", videos=9),
    ]
    assert texts(entries, "moon") == ["moons", "The moon", "Moon rise", "moon phase", "The mono"]


def test_a_text_is_suggested_once() -> None:
    entries = [entry("title", "High Tide"), entry("tag", "high-tide", videos=2), phrase("high tide")]
    assert texts(entries, "tide") == ["high-tide"]


def test_each_typed_word_must_begin_a_word_and_one_may_have_a_typo() -> None:
    entries = [entry("title", "Neural networks"), entry("title", "Neural pathways"), entry("title", "Networks")]
    assert texts(entries, "net neu") == ["Neural networks"]
    assert texts(entries, "nerual net") == ["Neural networks"]
    assert texts(entries, "nerual netwrok") == []


@pytest.mark.parametrize(
    ("typed", "text", "highlights"),
    [
        ("STRAß", "Die Straße", ((4, 9),)),
        ("strasse", "Die Straße", ((4, 10),)),
        ("cafe", "Un café noir", ((3, 7),)),
        ("алг", "Введение в Алгебру", ((11, 14),)),
        ("学习", "机器学习入门", ((2, 4),)),
        ("مقد", "مُقَدِّمَة", ((0, 7),)),
        ("nural", "Neural nets", ()),
        ("de neur", "Deep neural", ((0, 2), (5, 9))),
    ],
)
def test_what_was_typed_is_highlighted(typed: str, text: str, highlights: tuple[tuple[int, int], ...]) -> None:
    (found,) = SuggestionIndex([entry("title", text)]).suggest(typed, (), limit=8)
    assert (found.text, found.highlights) == (text, highlights)


def test_a_part_of_a_longer_phrase_gives_way_to_it_where_it_is_seldom_said_alone() -> None:
    entries = [phrase("deep neural", said=9), phrase("deep neural net", said=8), phrase("neural net", said=20)]
    assert texts(entries, "neur") == ["neural net", "deep neural net"]


def test_a_phrase_that_only_another_workspace_says_is_not_suggested_nor_counted() -> None:
    entries = [phrase("high tide", "team", 2), phrase("High Tide", "other", 7), phrase("high noon", "other", 7)]
    (found,) = SuggestionIndex(entries).suggest("high", ("team",), limit=8)
    assert (found.text, found.count) == ("high tide", 2)


def test_a_phrase_has_to_be_frequent_in_the_workspaces_that_are_seen() -> None:
    entries = [phrase("high tide", workspace, said=1) for workspace in ("team", "tea", "other")]
    assert texts(entries, "high", "team", "tea") == []
    assert texts(entries, "high", "team", "tea", "other") == ["high tide"]


def test_other_workspaces_change_nothing() -> None:
    own = [phrase("high tide"), entry("title", "High seas"), entry("tag", "highs")]
    others = [entry("title", "HIGH SEAS", "other", 9), phrase("High Tide", "other", 9), entry("title", "hihg", "other")]
    alone, among = (SuggestionIndex(entries).suggest("hig", ("team",), 8) for entries in (own, [*own, *others]))
    assert alone == among


@pytest.mark.parametrize(
    "typed", ["", " " * 200, "\x00\x1b[2J", "...", "🌊", "a " * 17 + "b c d e f g h i j k l m n o p q r"]
)
def test_what_has_no_words_or_too_many_suggests_nothing(typed: str) -> None:
    assert texts([entry("title", "a b c 🌊")], typed) == []


def test_the_best_of_many_are_in_order() -> None:
    entries = [entry("title", f"word {number:04}", videos=1 + number % 7) for number in range(2000)]
    expected = sorted(entries, key=lambda one: (-one.videos, one.key))
    assert texts(entries, "wo", limit=1000) == [one.text for one in expected[:1000]]
