"""search: filters, phrases, more like this, pagination, explanations, and no match, over real HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.support.concurrency.waiting import rounds
from tests.support.http.searches import FILMS, PICTURES_KEY, moment_span, search, titles
from tests.support.http.service import video_id

SEA = {"tides", "ships"}
SPOKEN = {*SEA, "bread", "ebbe"}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, SPOKEN),
        ({"tag": "sea"}, SEA),
        ({"tag": ["sea", "kitchen"]}, {*SEA, "bread"}),
        ({"tag": "team"}, set()),
        ({"tag": "sea", "workspace": "other"}, set()),
        ({"language": "de"}, {"ebbe"}),
        ({"language": "ger"}, {"ebbe"}),
        ({"language": ["de", "en"]}, SPOKEN),
        ({"language": "de-AT"}, {"ebbe"}),
        ({"language": "fr"}, set()),
        ({"speaker": "Ann"}, set()),
        ({"uploaded_after": "2020-01-01"}, SPOKEN),
        ({"uploaded_after": "2999-01-01"}, set()),
        ({"uploaded_before": "2020-01-01T00:00:00Z"}, set()),
        ({"uploaded_before": "2999-01-01"}, SPOKEN),
        ({"from_s": 1000}, set()),
        ({"to_s": 0}, set()),
    ],
)
def test_a_search_is_filtered(films: httpx.Client, params: dict[str, Any], expected: set[str]) -> None:
    assert titles(search(films, q="the ocean and the oven", channels="speech", limit=100, **params)) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ('"hot oven"', {"bread"}),
        ("“HOT oven”", {"bread"}),
        ('"oven hot"', set()),
        ('ocean "towards itself"', {"tides"}),
        ("ocean -moon", {"ships", "bread", "ebbe"}),
        ('ocean -"rough today"', {"tides", "bread", "ebbe"}),
        ("ocean -ocean -oven -Ozean", set()),
        ('"ocean" -moon', {"ships"}),
    ],
)
def test_phrases_must_match_and_excluded_words_must_not(films: httpx.Client, q: str, expected: set[str]) -> None:
    assert titles(search(films, q=q, limit=100)) == expected


def test_an_exact_phrase_is_a_match(films: httpx.Client) -> None:
    answer = search(films, q='"towards itself"')
    assert answer["matched"]
    gone = search(films, q='"towards the zeppelin"')
    assert (gone["matched"], gone["moments"]) == (False, [])


def test_a_time_range_limits_the_evidence(films: httpx.Client) -> None:
    tides = video_id(films, "tides")
    inside = search(films, q="moon", video_id=tides, from_s=0, to_s=0.9)["moments"]
    assert inside
    assert all(one["start_s"] < 0.9 for moment in inside for one in moment["evidence"])


def test_more_like_this_excludes_the_moment_itself(films: httpx.Client) -> None:
    tides = video_id(films, "tides")
    answer = search(films, like=f"{tides}@0.5", limit=100)
    assert answer["query"] == ""
    assert titles(answer) >= {"ships", "ebbe"}
    assert not [m for m in answer["moments"] if m["video_id"] == tides and m["start_s"] <= 0.5 <= m["end_s"]]
    narrowed = search(films, like=f"{tides}@0.5", q="rough", tag="sea")
    assert titles(narrowed) == {"ships"}


def test_pages_have_all_moments_and_none_twice(films: httpx.Client) -> None:
    whole = search(films, q="the ocean and the oven", limit=100)
    assert whole["next"] is None
    page = search(films, q="the ocean and the oven", limit=2)
    paged = list(page["moments"])
    for _ in rounds():
        if not page["next"]:
            break
        page = films.get(page["next"]).json()
        paged += page["moments"]
        assert len(page["moments"]) <= 2
    assert [moment_span(moment) for moment in paged] == [moment_span(moment) for moment in whole["moments"]]
    assert len({moment_span(moment) for moment in paged}) == len(paged) >= len(SPOKEN)


def test_the_next_page_repeats_the_parameters(films: httpx.Client) -> None:
    params = {"q": 'ocean "the"', "limit": 1, "tag": ["sea", "kitchen"], "uploaded_after": "2020-01-01"}
    page = search(films, **params)
    following = httpx.URL(page["next"]).params
    assert following["q"] == 'ocean "the"'
    assert following.get_list("tag") == ["sea", "kitchen"]
    assert following["limit"] == "1"
    assert titles(films.get(page["next"]).json()) <= {*SEA, "bread"}


def test_explain_adds_calculation_and_provenance(films: httpx.Client) -> None:
    plain, explained = (search(films, q="the moon pulls the ocean", explain=explain) for explain in (False, True))
    assert all(one["explanation"] is None for moment in plain["moments"] for one in moment["evidence"])
    for moment in explained["moments"]:
        for one in moment["evidence"]:
            why = one["explanation"]
            assert why["share"] == pytest.approx(why["weight"] / (why["rank_constant"] + one["rank"]))
            assert one["score"] == pytest.approx(why["share"], abs=1e-6)
            assert why["background_tail"] is None or 0 < why["background_tail"] <= 1
            assert why["background_tail"] or one["channel"] == "words"  # no background question has a word of these
            assert why["provenance"]["run_url"].endswith(f"/runs/{why['provenance']['run_id']}")
            assert why["provenance"]["model"]
            assert why["provenance"]["video_version"]


def test_coverage_counts_what_cannot_be_searched(films: httpx.Client) -> None:
    answer = search(films, q="moon")
    count = len(FILMS) + 1
    assert answer["coverage"]["videos"] == count + 1
    assert answer["coverage"]["searchable"] == count
    share = pytest.approx(count / (count + 1), abs=1e-4)
    found = dict.fromkeys(("speech", "words", "screen", "chapter"), share)
    assert answer["coverage"]["channels"] == {**found, "visual": 0.0}
    assert answer["message"].endswith(f"1 of {count + 1} videos cannot be searched yet.")
    whole = search(films, q="moon", workspace="other", channels="words")["coverage"]
    assert whole == {"videos": 2, "searchable": 2, "channels": {"words": 1.0}}
    assert PICTURES_KEY.startswith("other/")


@pytest.mark.parametrize(
    ("q", "matched"),
    [
        ("The moon pulls the ocean towards itself", True),
        ("Put the loaf into a hot oven", True),
        ("quarterly tax return of a limited company", False),
        ("how is a zeppelin filled with helium", False),
    ],
)
def test_a_query_without_an_answer_is_not_matched(films: httpx.Client, q: str, matched: bool) -> None:
    answer = search(films, q=q, workspace=["team", "other"])
    assert answer["matched"] == matched
    assert ("Nothing in your library matches" in answer["message"]) != matched
    assert all(0 <= moment["confidence"] <= 1 for moment in answer["moments"])
    if matched:
        assert answer["moments"][0]["confidence"] >= 0.5


def test_without_calibration_there_is_no_confidence(client: httpx.Client) -> None:
    answer = search(client, q="how is a zeppelin filled with helium")
    assert answer["matched"]
    assert {moment["confidence"] for moment in answer["moments"]} == {None}
