"""BM25 term weights and highlights: stable token ids, language rules, and ranges within the text."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vindex_search.models.catalogue import BM25
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.sparse.words import CODE_POINTS

ENCODER = SparseEncoder(BM25)
TIDE, RISE, FALL = (
    2144378426,
    937671724,
    453950983,
)  # as in the points of libraries: other ids would need another collection


def test_token_ids_are_the_canonical_ones() -> None:
    indices, _ = ENCODER.encode_passages(["The tide rises and the tide falls"])[0]
    assert sorted(indices) == [FALL, RISE, TIDE]


def test_a_repeated_word_weighs_more() -> None:
    indices, values = ENCODER.encode_passages(["The tide rises and the tide falls"])[0]
    weight = dict(zip(indices, values, strict=True))
    assert weight[TIDE] > weight[RISE] == weight[FALL]


def test_weights_follow_the_bm25_formula_with_the_catalogues_average_length() -> None:
    _, values = ENCODER.encode_passages(["tide"])[0]
    k, b = 1.2, 0.75
    assert values == pytest.approx([(k + 1) / (1 + k * (1 - b + b * 1 / BM25.average_length))], rel=1e-5)


def test_all_words_of_a_query_have_the_same_weight() -> None:
    assert dict(zip(*ENCODER.encode_query("tides, tides! falling"), strict=True)) == {TIDE: 1.0, FALL: 1.0}


@pytest.mark.parametrize("text", ["", "the of and", "?! ..."])
def test_a_query_without_words_has_no_tokens(text: str) -> None:
    assert ENCODER.encode_query(text) == ([], [])


def test_no_passages_give_no_vectors() -> None:
    assert ENCODER.encode_passages([]) == []


def test_the_default_language_is_the_catalogues() -> None:
    german = SparseEncoder(dataclasses.replace(BM25, revision="de"))
    assert german.encode_query("und") == ([], [])
    assert ENCODER.encode_query("und") != ([], [])


@pytest.mark.parametrize(
    ("codes", "text"), [(("no", "nb", "nor", "nob"), "bøkene på havet"), (("de", "ger", "deu", "de-AT"), "und Häuser")]
)
def test_all_codes_of_a_language_give_the_same_tokens(codes: tuple[str, ...], text: str) -> None:
    first, *others = ENCODER.encode_passages([text] * len(codes), languages=codes)
    assert all(other == first for other in others)
    assert first != ENCODER.encode_passages([text])[0]


@pytest.mark.parametrize(
    ("first", "second"), [("cafe\u0301", "caf\u00e9"), ("\ufb01sh", "fish"), ("\uff41lpha", "alpha")]
)
def test_unicode_variants_are_one_word(first: str, second: str) -> None:
    assert ENCODER.encode_query(first) == ENCODER.encode_query(second)
    assert ENCODER.encode_passages([first]) == ENCODER.encode_passages([second])
    assert ENCODER.highlights(first, second) == [(0, len(second))]


@pytest.mark.parametrize(
    ("query", "text", "highlighted"),
    [
        ("tides", "The tide rises", ["tide"]),
        ("rising tide", "The tide rises; tide", ["tide rises", "tide"]),
        ("the", "The tide", []),
        ("tide", "'tide' and tide's", ["tide", "tide"]),
        ("l'eau", "de l'eau-de-vie", ["l'eau"]),
        ("straße", "Die Straße, die STRASSE", ["Straße", "STRASSE"]),
        ("muller", "Frau Müller, Frau Mueller", ["Müller"]),
        ("Müller", "Frau Muller, Frau Mueller", ["Muller", "Mueller"]),
        ("4471", "part XK4471B", ["XK4471B"]),
        ("AB1234", "the car M-AB 1234 there", ["AB 1234"]),
        ("привет", "Привет, мир", ["Привет"]),
        ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
        ("boat", "⛵ boat 🚤boat", ["boat", "boat"]),
        ("3.5", "about 3.5 or 5", ["3", "5", "5"]),
        ("tide", "", []),
        ("", "tide", []),
    ],
)
def test_the_words_of_the_query_are_highlighted(query: str, text: str, highlighted: list[str]) -> None:
    assert [text[start:end] for start, end in ENCODER.highlights(query, text)] == highlighted


@given(query=st.text(max_size=20), text=st.text(max_size=60))
def test_ranges_are_within_the_text_ordered_and_disjoint(query: str, text: str) -> None:
    ranges = ENCODER.highlights(query, text)
    edges = [edge for span in ranges for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= start < end <= len(text) for start, end in ranges)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_decomposed_text_has_the_same_vector(text: str) -> None:
    assert ENCODER.encode_passages([text]) == ENCODER.encode_passages([unicodedata.normalize("NFKD", text)])


@given(text=st.lists(st.sampled_from(["tide", "rises", "the", "boat,", "sea."]), min_size=1).map(" ".join))
def test_a_text_as_its_own_query_is_highlighted_at_every_token(text: str) -> None:
    highlighted = " ".join(text[start:end] for start, end in ENCODER.highlights(text, text))
    assert set(ENCODER.encode_query(highlighted)[0]) == set(ENCODER.encode_query(text)[0])


@pytest.mark.parametrize(
    ("language", "passage", "query", "expected"),
    [
        ("de", "Die Häuser stehen am Hafen", "Haus", True),
        ("ger", "Die Häuser stehen am Hafen", "Haus", True),
        ("de-AT", "Die Häuser stehen am Hafen", "Haus", True),
        (None, "Die Häuser stehen am Hafen", "Haus", False),
        ("fr", "Les marées montent", "marée", True),
        ("ru", "Приливы поднимаются", "прилив", True),
        ("ja", "月は海を引っ張り、潮は一日に二回満ちる。", "潮", True),
        (None, "月は海を引っ張り、潮は一日に二回満ちる。", "潮", True),
        ("zh", "月亮牵引海洋，潮水每天涨两次。", "潮水", True),
        ("th", "ดวงจันทร์ดึงมหาสมุทร", "มหาสมุทร", True),
        ("klingonese", "The tides rise", "tide", True),
    ],
)
def test_a_text_is_encoded_by_the_rules_of_its_language(
    language: str | None, passage: str, query: str, expected: bool
) -> None:
    """German, French, Russian: by the stem. Japanese, Chinese, Thai: segmented by dictionaries, whatever the code."""
    ((indices, _),) = ENCODER.encode_passages([passage], [language])
    tokens, _ = ENCODER.encode_query(query, [language] if language else [])
    assert bool(set(indices) & set(tokens)) == expected


def test_a_query_is_encoded_by_the_rules_of_every_language() -> None:
    english, german = ENCODER.encode_passages(["The tides rise", "Die Häuser"], ["en", "de"])
    found = set(ENCODER.encode_query("tide Haus", ["en", "de", "fr", None])[0])
    assert found & set(english[0])
    assert found & set(german[0])
    assert set(ENCODER.encode_query("tide Haus")[1]) == {1.0}


@pytest.mark.parametrize(("language", "highlighted"), [("de", ["Kindern"]), ("fr", [])])
def test_words_are_highlighted_by_the_rules_of_the_languages(language: str, highlighted: list[str]) -> None:
    text = "Mit Kindern"
    assert [text[start:end] for start, end in ENCODER.highlights("Kind", text, [language])] == highlighted


def weight_of(query: str, text: str, language: str) -> float:
    """What a text scores for a query, before the inverse document frequencies."""
    ((indices, values),) = ENCODER.encode_passages([text], [language])
    in_text, asked = dict(zip(indices, values, strict=True)), zip(*ENCODER.encode_query(query, [language]), strict=True)
    return sum(weight * in_text.get(token, 0.0) for token, weight in asked)


@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("de", "Herr Müller wohnt in der Straße", ["Müller", "Mueller", "Muller", "strasse"]),
        ("de", "Herr Mueller kam", ["Mueller", "Müller"]),
        ("fr", "une œuvre de Dvořák, déjà vue", ["oeuvre", "dvorak", "Dvořák"]),
        ("es", "la niña de Málaga", ["nina", "malaga"]),
        ("pl", "Pan Łukasz Żak mówi", ["lukasz", "zak", "mowi"]),
        ("da", "Sørensen rejser til Århus", ["Sorensen", "Soerensen", "arhus", "Aarhus"]),
        ("tr", "Diyarbakır ve İstanbul", ["diyarbakir", "DIYARBAKIR", "istanbul"]),
        ("vi", "đường Nguyễn Huệ", ["duong", "nguyen", "hue"]),
        ("el", "Η οδός Αθηνάς", ["οδος", "ΑΘΗΝΑΣ"]),
        ("ru", "Зелёная ёлка", ["елка", "зеленая"]),
        ("ar", "قال أحمد إنّ المدرسة", ["احمد"]),
        ("he", "שָׁלוֹם לכולם", ["שלום"]),
        ("en", "a naïve résumé, Beyoncé's", ["naive", "resume", "beyonce"]),
    ],
)
def test_a_word_is_found_without_its_accents(language: str, text: str, typed: list[str]) -> None:
    assert [word for word in typed if not weight_of(word, text, language)] == []


@pytest.mark.parametrize(
    ("language", "query", "best", "other"),
    [
        ("de", "Müller", "Frau Müller", "Frau Mueller"),
        ("de", "Mueller", "Frau Mueller", "Frau Müller"),
        ("fr", "resume", "je resume", "mon résumé"),
        ("de", "Versicherung", "die Versicherung zahlt", "die Lebensversicherung zahlt"),
        ("en", "4471", "number 4471", "number XK4471B"),
        ("en", "email", "my email", "my e-mail"),
        ("de", "Wagen", "der Wagen", "der Rettungswagen"),
    ],
)
def test_what_is_written_as_it_was_typed_scores_higher(language: str, query: str, best: str, other: str) -> None:
    assert weight_of(query, best, language) > weight_of(query, other, language) > 0


def test_a_word_that_is_a_stop_word_without_its_accents_is_itself_alone() -> None:
    assert ENCODER.encode_query("thé") == ENCODER.encode_query("THÉ")
    assert ENCODER.encode_query("thé")[1] == [1.0]
    assert ENCODER.has_every_word("thé", "un thé vert", ["fr"])


@example("\U00030000", set())  # of the newest block of Chinese characters
@example("0 \U0002ee5e", set())  # what may be one some day, beside a number and beside a stop word
@example("A\x1f\U0003347a", set())
@given(st.text(max_size=20), st.sets(st.sampled_from(["de", "fr", "tr", "ja", "fi"])))
def test_every_query_has_positive_weights_and_finds_itself(query: str, languages: set[str]) -> None:
    tokens, weights = ENCODER.encode_query(query, languages)
    assert all(0 < weight <= 1 for weight in weights)
    assert ENCODER.has_every_word(query, query, languages) == bool(tokens)


@pytest.mark.slow  # every character that there is
def test_every_character_finds_itself() -> None:
    characters = [chr(code) for code in range(CODE_POINTS) if unicodedata.category(chr(code)) != "Cs"]
    lost = [one for one in characters if ENCODER.has_every_word(one, one) != bool(ENCODER.encode_query(one)[0])]
    assert lost == []


@pytest.mark.parametrize("symbol", ["⿊", "㎏", "㈱", "℃", "Ⓑ", "🅱", "\U00031350", "\u0c5c"])
def test_a_symbol_that_stands_for_letters_is_a_word(symbol: str) -> None:
    assert ENCODER.encode_query(symbol)[0]
    assert ENCODER.has_every_word(symbol, f"so {symbol} it is")


def test_a_name_is_found_whether_or_not_it_has_its_sign() -> None:
    assert weight_of("Unix", "the Unix™ manual", "en") == weight_of("Unix", "the Unix manual", "en") > 0
    assert ENCODER.highlights("unix", "the Unix™ manual") == [(4, 8)]


def test_a_word_with_accents_scores_as_much_as_one_without() -> None:
    assert weight_of("Málaga", "en Málaga", "es") == pytest.approx(weight_of("Sevilla", "en Sevilla", "es"), rel=1e-5)


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("de", "die Kraftfahrzeugversicherungen", "Versicherung"),
        ("de", "des Bundesverfassungsgerichts", "Verfassungsgericht"),
        ("nl", "een arbeidsongeschiktheidsverzekering", "verzekering"),
        ("sv", "en bilförsäkring", "forsakring"),
        ("fi", "uusi autovakuutus", "vakuutus"),
        ("de", "ein Rettungswagen", "Wagen"),  # whose stem has three letters
    ],
)
def test_a_compound_is_found_by_its_part(language: str, text: str, part: str) -> None:
    assert weight_of(part, text, language) > 0
    assert ENCODER.has_every_word(part, text, [language])


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "the party of the generation", "art"),
        ("en", "the party of the generation", "ration"),
        ("de", "im Kindergarten", "Art"),  # the stem of "arten"
        ("de", "eine Krawatte im Bestand", "Watte"),
        ("de", "eine Krawatte im Bestand", "Stand"),
        ("de", "die Versicherung", "Lebensversicherung"),
        ("es", "el año nuevo", "anual"),
        ("ja", "ガラス", "カラス"),
        ("hi", "कल", "कला"),
        ("ru", "мой", "мои"),
        ("en", "H2O and 7.5", "75"),
    ],
)
def test_other_words_are_not_found(language: str, text: str, query: str) -> None:
    assert weight_of(query, text, language) == 0
    assert not ENCODER.has_every_word(query, text, [language])


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("oven hot", "a hot oven", True),
        ("the hot oven", "hot ovens", True),
        ("oven hot bread", "a hot oven", False),
        ("the of", "the tide", False),
        ("Häuser am Fluss", "Das Haus am Fluss", True),
        ("Lukasz Zak", "spotkał Łukasz Żak", True),
    ],
)
def test_a_text_has_every_word_but_the_stop_words(query: str, text: str, expected: bool) -> None:
    assert ENCODER.has_every_word(query, text, ["en", "de"]) == expected


def test_a_word_has_one_token_in_all_languages() -> None:
    """A known-item query has three words, not one in three languages."""
    found = ENCODER.matches("Müller Versicherung", "Müller, Mueller und die Versicherung", ["de", "fr", "sv"])
    assert len({token for match in found for token in match.tokens}) == 2
