"""Corrections over HTTP: found by searches, undone, listed, refused where the line has changed meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.service import served, video_id
from vindex_search.settings import Settings

SAID = "The moon pulls the ocean towards itself 🌊."
FIXED = "The moon pulls the Kattegat towards itself 🌊."
EDIT = {"kind": "transcript", "before": SAID, "after": FIXED, "start_s": 0.0, "end_s": 1.0}


@pytest.fixture
def client(made_library: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    """The service over a library of its own, which is changed."""
    with served(Settings(home=Path(shutil.copytree(made_library, tmp_path / "library")))) as client:
        yield client


def correct(client: httpx.Client, **changed: Any) -> httpx.Response:
    return client.post(f"/v1/videos/{video_id(client, 'tides')}/corrections", json={**EDIT, **changed})


def found(client: httpx.Client, words: str) -> int:
    return len(client.get("/v1/search", params={"q": f'"{words}"'}).json()["moments"])


def line(client: httpx.Client, **query: str) -> dict[str, Any]:
    address = f"/v1/videos/{video_id(client, 'tides')}/transcript.json"
    segment: dict[str, Any] = client.get(address, params=query).json()["segments"][0]
    return segment


def test_the_new_word_is_found_and_the_old_one_is_not(client: httpx.Client) -> None:
    assert correct(client).status_code == 201
    until(lambda: found(client, "kattegat") == 1)
    assert found(client, "ocean") == 0


def test_an_undone_correction_is_found_as_before(client: httpx.Client) -> None:
    made = correct(client).json()["id"]
    until(lambda: found(client, "kattegat") == 1)
    client.delete(f"/v1/videos/{video_id(client, 'tides')}/corrections/{made}").raise_for_status()
    until(lambda: found(client, "ocean") == 1)
    assert found(client, "kattegat") == 0


def test_the_transcript_is_given_out_with_or_without(client: httpx.Client) -> None:
    correct(client).raise_for_status()
    assert (line(client)["text"], line(client, corrections="false")["text"]) == (FIXED, SAID)


def test_a_corrected_transcript_has_another_tag(client: httpx.Client) -> None:
    address = f"/v1/videos/{video_id(client, 'tides')}/transcript.vtt"
    before = client.get(address).headers["etag"]
    correct(client).raise_for_status()
    assert client.get(address).headers["etag"] != before


def test_a_line_that_was_changed_meanwhile_is_told(client: httpx.Client) -> None:
    correct(client).raise_for_status()
    refused = correct(client, after="The moon pulls the Skagerrak towards itself 🌊.")
    assert (refused.status_code, FIXED in refused.json()["detail"]) == (409, True)


def test_the_history_has_who_and_what_was_undone(client: httpx.Client) -> None:
    made, address = correct(client).json()["id"], f"/v1/videos/{video_id(client, 'tides')}/corrections"
    client.delete(f"{address}/{made}").raise_for_status()
    listed = client.get(address).json()["corrections"]
    assert [(one["kind"], one["in_force"]) for one in listed] == [("transcript", False), ("undo", True)]


def test_what_is_undone_cannot_be_undone_again(client: httpx.Client) -> None:
    made, address = correct(client).json()["id"], f"/v1/videos/{video_id(client, 'tides')}/corrections"
    client.delete(f"{address}/{made}").raise_for_status()
    assert client.delete(f"{address}/{made}").status_code == 404


def test_a_line_is_given_to_a_speaker_whom_the_workspace_names(client: httpx.Client) -> None:
    correct(client, kind="line_speaker", after="SPEAKER_00").raise_for_status()
    client.put("/v1/workspaces/team/speakers/SPEAKER_00", json={"name": "Ann"}).raise_for_status()
    assert line(client)["speaker"] == "Ann"


def test_an_empty_text_is_refused(client: httpx.Client) -> None:
    assert correct(client, after=" ").status_code == 422
