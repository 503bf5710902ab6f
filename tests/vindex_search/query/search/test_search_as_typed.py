"""Words as people type them: without accents, by a part, without the dashes; and phrases, also of stop words.

Each query is asked of films in fourteen languages, with the real encoders and the calibration of the library.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.library.prepared.captioned_library import Captions, captioned_library, captions
from tests.support.library.prepared.written_library import id_of
from vindex_search.query.engine import SearchEngine
from vindex_search.query.pagination import NONE_SEEN
from vindex_search.query.search import SearchRequest, SearchResult, run_search

RUN_ON = (
    "welcome back so today we take the engine apart and look at how the oil pump pushes the oil through the filter",
    "into the main bearings and from there up to the camshaft where it runs down again by itself and why a worn pump",
    "makes the red lamp glow at idle when the oil is hot and thin which is what most people notice",
)
WORDS = " ".join(RUN_ON).split()
FILMS = {
    "es": captions(
        "es", "La reunión será en Bogotá con el señor Núñez.", "El pingüino vive lejos.", "Cantará Joaquín en Cádiz."
    ),
    "pl": captions("pl", "Pan Wałęsa mieszka w Gdańsku.", "Żółw idzie powoli przez Łódź."),
    "da": captions("da", "Fru Kjærgård bor i Ærøskøbing.", "Søren rejser til Ålborg.", "Den nye bilforsikring er dyr."),
    "tr": captions("tr", "Işık şehri Diyarbakır çok güzel.", "Çağlar dün İzmir'e gitti."),
    "vi": captions("vi", "Chúng tôi ăn phở ở Đà Nẵng.", "Ông Nguyễn sống ở Huế."),
    "ru": captions("ru", "Пётр купил зелёную ёлку.", "Мой сосед уехал в Орёл."),
    "el": captions("el", "Η Αθήνα είναι μεγάλη πόλη.", "Ο Γιώργος πήγε στη Θεσσαλονίκη."),
    "ar": captions("ar", "قال أحمد إنّ المدرسة بعيدة.", "وصلت آمنة إلى القاهرة."),
    "de": captions(
        "de",
        "Die Haftpflichtversicherungen werden teurer.",
        "Der Sprecher des Bundesfinanzministeriums schwieg.",
        "Frau Schröder kauft Brötchen in Göppingen.",
        "Wir treffen uns am Weihnachtsmarkt.",
        "Der Kindergarten schließt, der Rettungswagen kommt.",
    ),
    "nl": captions(
        "nl", "De arbeidsongeschiktheidsverzekering is verplicht.", "Het is wat het is.", "Een verkeersongeluk."
    ),
    "sv": captions("sv", "Hemförsäkringen gäller i hela världen.", "Järnvägsstationen ligger i Malmö."),
    "fi": captions("fi", "Autovakuutus maksetaan tammikuussa.", "Lentokentälle pääsee rautatieasemalta."),
    "codes": captions(
        "en",
        "The van has the plate KA-PL 309.",
        "Order the part GT-7730-C from the shelf.",
        "Our router is an RX88U7 from last year.",
        "Send me an e-mail about covid-19.",
    ),
    "stop": captions(
        "en",
        "There is no there there, she wrote.",
        "They were who they were, and that was all.",
        "What we have is what we had before the storm.",
    ),
    "frage": captions("de", "Sein oder nicht sein, das ist hier die Frage.", "Ich bin der ich bin, sprach er zu Mose."),
    "être": captions("fr", "Je suis ce que je suis, dit-il.", "La mer monte deux fois par jour."),
    "run": Captions("en", [(4.0 * at, 4.0 * at + 4, " ".join(WORDS[6 * at : 6 * at + 6])) for at in range(10)]),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    films = {f"team/{name}.mp4": film for name, film in FILMS.items()}
    with captioned_library(tmp_path_factory.mktemp("captioned") / "home", films) as made:
        yield made


def search(engine: SearchEngine, query: str) -> SearchResult:
    return run_search(engine, SearchRequest(query), limit=3, seen=NONE_SEEN)


def assert_found(engine: SearchEngine, query: str, film: str, second: float) -> None:
    """The first moment is in the film and holds the second, and the library says that it matches."""
    result = search(engine, query)
    first = result.moments[0]
    assert (first.video_id, first.start_s <= second <= first.end_s) == (id_of(f"team/{film}.mp4"), True)
    assert result.matched


@pytest.mark.parametrize(
    ("query", "film", "second"),
    [
        ("Bogota", "es", 5),
        ("Nunez", "es", 5),
        ("pinguino", "es", 17),
        ("Joaquin Cadiz", "es", 29),
        ("Walesa", "pl", 5),
        ("Zolw", "pl", 17),
        ("Kjaergaard", "da", 5),
        ("Soren", "da", 17),
        ("Aalborg", "da", 17),
        ("Isik Diyarbakir", "tr", 5),
        ("Caglar", "tr", 17),
        ("Nguyen", "vi", 17),
        ("Da Nang", "vi", 5),
        ("елку", "ru", 5),
        ("Орел", "ru", 17),
        ("Αθηνα", "el", 5),
        ("احمد", "ar", 5),
        ("Schroeder", "de", 29),
        ("Schroder", "de", 29),
        ("Göppingen", "de", 29),
        ("Malmo", "sv", 17),
    ],
)
def test_a_name_is_found_without_its_accents(engine: SearchEngine, query: str, film: str, second: float) -> None:
    assert_found(engine, query, film, second)


@pytest.mark.parametrize(
    ("query", "film", "second"),
    [
        ("Versicherung", "de", 5),
        ("Haftpflicht", "de", 5),
        ("Ministerium", "de", 17),
        ("Finanzministerium", "de", 17),
        ("Markt", "de", 41),
        ("Garten", "de", 53),
        ("Wagen", "de", 53),
        ("verzekering", "nl", 5),
        ("ongeluk", "nl", 29),
        ("forsikring", "da", 29),
        ("försäkring", "sv", 5),
        ("station", "sv", 17),
        ("vakuutus", "fi", 5),
    ],
)
def test_a_compound_is_found_by_its_part(engine: SearchEngine, query: str, film: str, second: float) -> None:
    assert_found(engine, query, film, second)


@pytest.mark.parametrize(
    ("query", "second"),
    [
        ("KAPL309", 5),
        ("PL309", 5),
        ("ka-pl 309", 5),
        ("7730", 17),
        ("GT7730C", 17),
        ("GT-7730", 17),
        ("RX 88", 29),
        ("88U7", 29),
        ("email", 41),
        ("covid19", 41),
    ],
)
def test_a_code_is_found_by_its_part_and_without_dashes(engine: SearchEngine, query: str, second: float) -> None:
    assert_found(engine, query, "codes", second)


@pytest.mark.parametrize(
    ("query", "film", "second"),
    [
        ("there is no there there", "stop", 5),
        ("they were who they were", "stop", 17),
        ("What we have is what we had", "stop", 29),
        ("sein oder nicht sein", "frage", 5),
        ("ich bin der ich bin", "frage", 17),
        ("het is wat het is", "nl", 17),
        ("je suis ce que je suis", "être", 5),
    ],
)
def test_a_sentence_of_stop_words_is_found_where_it_is_said(
    engine: SearchEngine, query: str, film: str, second: float
) -> None:
    assert_found(engine, query, film, second)
    assert search(engine, query).moments[0].end_s - search(engine, query).moments[0].start_s <= 10.0


@pytest.mark.parametrize("first", range(0, 55, 3))
def test_a_phrase_is_found_across_a_cut(engine: SearchEngine, first: int) -> None:
    """Words 0.67 s apart, without any punctuation: every phrase of five words, wherever the passages are cut."""
    phrase, second = " ".join(WORDS[first : first + 5]), (first + 2.5) * 4 / 6
    assert_found(engine, f'"{phrase}"', "run", second)
    found = search(engine, f'"{phrase}"').moments[0]
    assert found.end_s - found.start_s < 25


@pytest.mark.parametrize(
    ("query", "second"), [("into the main bearings and from there", 17), ("a worn pump makes the red lamp glow", 29)]
)
def test_a_plain_sentence_is_found_across_a_cut(engine: SearchEngine, query: str, second: float) -> None:
    assert_found(engine, query, "run", second)


@pytest.mark.parametrize(
    "query",
    [
        "art",  # no part of Kindergarten
        "ration",
        "4711",
        "KAPL 308",
        "who is the the who",
        "nicht oder sein",
        '"there is no there anywhere"',
        '"main bearings glow"',
        "Haftung",
        "kunde",
    ],
)
def test_what_nobody_says_has_not_every_word(engine: SearchEngine, query: str) -> None:
    result = search(engine, query)
    assert not result.says_every_word
    assert not (result.query.phrases and result.moments)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("Schroder", ["Schröder"]),
        ("Versicherung", ["Haftpflichtversicherungen"]),
        ("PL309", ["PL 309"]),
        ("they were who they were", ["They were who they were"]),
    ],
)
def test_the_word_that_was_meant_is_marked(engine: SearchEngine, query: str, marked: list[str]) -> None:
    result = search(engine, query)
    text = result.moments[0].evidence[0].hit.text or ""
    assert [text[start:end] for start, end in engine.retriever().highlights(result.query, text)] == marked
