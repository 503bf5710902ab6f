"""search with `format`: the moments as a file that editing programs read, over real HTTP."""

from __future__ import annotations

import csv
import io

import httpx
import opentimelineio as otio
import pytest

from tests.support.http.searches import search

QUERY = "the ocean and the oven"
SUFFIXES = {"edl": ".edl", "otio": ".otio", "fcpxml": ".fcpxml", "csv": ".csv", "resolve": ".markers.edl"}


def asked(client: httpx.Client, kind: str, **params: str) -> httpx.Response:
    return client.get("/v1/search", params={"q": QUERY, "format": kind, **params})


@pytest.mark.parametrize("kind", SUFFIXES)
def test_a_file_has_a_name_that_says_what_was_asked(films: httpx.Client, kind: str) -> None:
    disposition = asked(films, kind).headers["content-disposition"]
    assert disposition == f'attachment; filename="the-ocean-and-the-oven{SUFFIXES[kind]}"'


def test_each_moment_is_an_event(films: httpx.Client) -> None:
    moments = search(films, q=QUERY)["moments"]
    lines = asked(films, "edl").text.split("\r\n")
    assert lines[:2] == [f"TITLE: {QUERY}", "FCM: NON-DROP FRAME"]
    names = [line.removeprefix("* FROM CLIP NAME: ") for line in lines if "FROM CLIP NAME" in line]
    assert names == [f"{moment['title']}.mp4" for moment in moments]


def test_csv_has_the_times_of_the_answer(films: httpx.Client) -> None:
    moments = search(films, q=QUERY)["moments"]
    rows = list(csv.DictReader(io.StringIO(asked(films, "csv").text, newline="")))
    assert [(float(row["start_s"]), row["video_id"]) for row in rows] == [
        (moment["start_s"], moment["video_id"]) for moment in moments
    ]


def test_opentimelineio_reads_the_timeline(films: httpx.Client) -> None:
    timeline = otio.adapters.read_from_string(asked(films, "otio").text, "otio_json")
    assert len(list(timeline.find_clips())) == len(search(films, q=QUERY)["moments"])


def test_the_next_page_is_linked(films: httpx.Client) -> None:
    link = asked(films, "edl", limit="1").headers["link"]
    address = link.partition(">")[0].removeprefix("<")
    assert link.endswith('>; rel="next"')
    assert films.get(address).text.startswith(f"TITLE: {QUERY}")


def test_an_unknown_format_is_refused(films: httpx.Client) -> None:
    assert asked(films, "avi").status_code == 422
