from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from tests.support.concurrency.waiting import until
from tests.support.library.home import Home, open_home
from vindex_assets.cli import app
from vindex_assets.cli.search import (
    EXCERPT_LEAD,
    EXCERPT_LENGTH,
    Described,
    answer_lines,
    excerpt,
    format_evidence,
    run_search,
)
from vindex_search.api.schemas.query.search_response import CoverageOut, EvidenceOut, SearchAnswer
from vindex_search.api.server import Server, open_listener
from vindex_search.common.net import http_url
from vindex_search.contract.ids import Channel
from vindex_search.query.service import SearchService


def an_evidence(channel: Channel, text: str | None, highlights: list[tuple[int, int]]) -> EvidenceOut:
    return EvidenceOut(
        channel=channel, start_s=0, end_s=1, text=text, highlights=highlights, rank=1, score=1, frame_url=None
    )


def an_answer(message: str | None) -> SearchAnswer:
    coverage = CoverageOut(videos=1, searchable=1, channels={})
    return SearchAnswer(
        query="x", took_ms=1, model_set="offline", matched=not message, message=message, moments=[], coverage=coverage
    )


def test_evidence_marks_the_matched_words() -> None:
    evidence = an_evidence("speech", "the sea rises twice", [(4, 7), (8, 13)])
    assert format_evidence(evidence) == "said: the SEA RISES twice"


def test_evidence_without_text_is_the_picture() -> None:
    evidence = an_evidence("visual", None, [])
    assert format_evidence(evidence) == "seen: the picture"


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=120), st.data())
def test_an_excerpt_is_short_and_contains_the_focused_word(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    marked = [*words[:place], words[place].upper(), *words[place + 1 :]]
    focus = len(" ".join(words[:place])) + (1 if place else 0)
    shown = excerpt(" ".join(marked), focus=focus)
    assert words[place].upper() in shown
    assert len(shown) <= EXCERPT_LENGTH + 4
    assert EXCERPT_LEAD < EXCERPT_LENGTH


def test_an_answer_without_moments_is_a_sentence() -> None:
    assert answer_lines(an_answer(None)) == ["nothing found"]


def test_the_message_of_the_service_stands_first() -> None:
    message = "Nothing in your library matches."
    assert answer_lines(an_answer(message)) == [message]


def test_an_empty_question_is_refused(home: Home) -> None:
    with pytest.raises(ValueError, match="what to find"):
        run_search("  ", limit=5)


def test_without_a_service_the_index_is_searched(home: Home) -> None:
    from vindex_assets.cli.ingest import run_due

    home.upload_film("team/tides.mp4", "The moon pulls the ocean towards itself.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    answer = run_search("moon and ocean", limit=5)
    assert [moment.title for moment in answer.moments] == ["tides"]
    assert answer.moments[0].evidence[0].highlights


def test_descriptions_narrow_a_search(library: Home) -> None:
    everything = run_search("the ocean", limit=5)
    none = run_search("the ocean", limit=5, described=Described(people=("Ada",), recorded_after="2026-03-01"))
    assert (bool(everything.moments), none.moments) == (True, [])


@pytest.mark.parametrize(
    "arguments", [("--attribute", "camera"), ("--recorded-after", "soon"), ("--recorded-before", "03/04/2026")]
)
def test_a_malformed_filter_of_descriptions_is_a_sentence(home: Home, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["search", "the ocean", *arguments])
    assert (done.exit_code, "Traceback" in done.stderr) == (1, False)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Three films of two workspaces that can be searched, and no service."""
    from vindex_assets.cli.ingest import run_due

    with open_home(tmp_path_factory.mktemp("library") / "home") as opened:
        opened.upload_film("team/sea/tides.mp4", "The moon pulls the ocean towards itself.")
        opened.upload_film("team/ships.mp4", "The tanker crosses the ocean by night.")
        opened.upload_film("other/bread.mp4", "Put the loaf into a hot oven.")
        run_due(opened.instance, opened.library, on_start=lambda *_: None)
        yield opened


@contextmanager
def serving(library: Home) -> Iterator[str]:
    """A running service over a library, with its address in the index lock."""
    service = SearchService(library.library.settings)
    with open_listener("127.0.0.1", 0) as listener:
        url = http_url("127.0.0.1", listener.getsockname()[1])
        service.open_index(url=url)
        server = Server(service)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            until(lambda: httpx.get(f"{url}/readyz", timeout=60).status_code == httpx.codes.OK)
            yield url
        finally:
            server.should_exit = True
            thread.join()


def printed(*arguments: str) -> dict[str, Any]:
    """What `vindex search --json` prints, without `took_ms`."""
    done = CliRunner().invoke(app, ["search", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "took_ms": None}


QUESTIONS = (
    ("the moon and the ocean", "--limit", "1"),
    ("the moon and the ocean", "--limit", "1", "--workspace", "team"),
    ("the moon and the ocean", "--limit", "10"),
    ("  ocean -moon & 'oven'  ", "--limit", "1"),
    ("the moon and the ocean", "--facets", "workspace,duration"),
    ("how is a zeppelin filled with helium", "--workspace", "nobody"),
)


def test_the_same_json_is_printed_whether_a_service_runs_or_not(library: Home) -> None:
    alone = [printed(*question) for question in QUESTIONS]
    with serving(library):
        served = [printed(*question) for question in QUESTIONS]
    for one, other in zip(alone, served, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            assert one[name] == other[name], name
    assert alone[0]["next"].startswith("/v1/search?q=the+moon+and+the+ocean&limit=1&cursor=")


def test_one_video_is_searched_by_time(library: Home) -> None:
    tides = printed("the moon and the ocean", "--limit", "1")["moments"][0]["video_id"]
    found = printed("the ocean", "--video", tides, "--order", "time")
    assert [video["video_id"] for video in found["videos"]] == [tides]
    assert [place["start_s"] for place in found["videos"][0]["places"]] == [one["start_s"] for one in found["moments"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--order", "time"), "--order time needs exactly one --video; none is given"),
        (("--video", "tides"), "'tides' is no video id"),
    ],
)
def test_a_video_that_is_missing_or_misspelled_is_a_sentence(home: Home, arguments: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(app, ["search", "the ocean", *arguments])
    assert (done.exit_code, says in done.stderr) == (1, True)


def test_the_next_page_of_a_search_without_a_service_is_served_by_one(library: Home) -> None:
    first = run_search("the moon and the ocean", limit=1, workspace="team")
    assert first.next is not None
    with serving(library) as url:
        second = httpx.get(url + first.next, timeout=60).json()
    shown = {(moment.video_id, moment.start_s) for moment in first.moments}
    assert second["query"] == first.query
    assert len(second["moments"]) == 1
    assert not shown & {(moment["video_id"], moment["start_s"]) for moment in second["moments"]}


def test_the_moments_are_a_file_for_editors_with_a_service_and_without(library: Home) -> None:
    arguments = ["search", "the moon and the ocean", "--format", "edl"]
    here = CliRunner().invoke(app, arguments)
    with serving(library):
        served = CliRunner().invoke(app, arguments)
    assert here.stdout_bytes.startswith(b"TITLE: the moon and the ocean\r\nFCM: NON-DROP FRAME\r\n")
    assert served.stdout_bytes == here.stdout_bytes


@pytest.mark.parametrize(
    ("text", "workspace", "says"),
    [
        ("-oven", None, "'-oven' only excludes words: add what to find"),
        ("oven", "No!", "workspace 'No!' is not"),
        ("x" * 1001, None, "at most 1000 characters"),
    ],
)
def test_what_a_service_refuses_is_refused_without_one(home: Home, text: str, workspace: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        run_search(text, limit=5, workspace=workspace)
    assert type(refused.value) is not ValidationError
    assert "\n" not in str(refused.value)
