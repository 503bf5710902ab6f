"""clips: asked for, followed and fetched over real HTTP, within bounds, and gone with their video."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.service import ready_service, video_id
from vindex_search.query.service import SearchService
from vindex_search.storage.library import clip_files

Both = tuple[SearchService, httpx.Client]


@pytest.fixture(scope="module")
def both(library: Path) -> Iterator[Both]:
    with ready_service(library) as opened:
        yield opened


@pytest.fixture
def client(both: Both) -> httpx.Client:
    return both[1]


def ask(client: httpx.Client, **body: Any) -> httpx.Response:
    wish = {"start": 0.4, "end": 1.6, **body}
    return client.post(f"/v1/videos/{video_id(client, 'tides')}/clips", json=wish)


def made(client: httpx.Client, **body: Any) -> dict[str, Any]:
    job = ask(client, **body).json()["job"]
    until(lambda: client.get(f"/v1/clips/{job}").json()["state"] in ("done", "failed"))
    found: dict[str, Any] = client.get(f"/v1/clips/{job}").json()
    return found


def frames(data: bytes) -> list[float]:
    with av.open(io.BytesIO(data), "r") as clip:
        return [round(float(frame.time or 0), 3) for frame in clip.decode(video=0)]


def test_an_exact_clip_has_the_frames_between_start_and_end(client: httpx.Client) -> None:
    job = made(client)
    assert (job["state"], job["start_s"], job["end_s"], job["reason"]) == ("done", 0.4, 1.6, None)
    assert frames(client.get(job["url"]).content) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


def test_a_fast_clip_begins_with_the_key_frame_before(client: httpx.Client) -> None:
    job = made(client, mode="fast")
    assert (job["start_s"], job["note"]) == (0.0, None)


def test_handles_go_as_far_as_the_video(client: httpx.Client) -> None:
    job = made(client, before=10, after=10)
    assert (job["start_s"], job["end_s"]) == (0.0, 2.0)


def test_a_gif_is_a_picture(client: httpx.Client) -> None:
    answer = client.get(made(client, format="gif")["url"])
    assert answer.headers["content-type"] == "image/gif"
    assert answer.content.startswith(b"GIF89a")


def test_separate_subtitles_count_from_the_clip(client: httpx.Client) -> None:
    text = client.get(made(client, subtitles="separate")["subtitles_url"]).text
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.600\nThe moon pulls the ocean")


def test_burnt_subtitles_are_in_the_picture(client: httpx.Client) -> None:
    burnt, plain = (client.get(made(client, subtitles=kind)["url"]).content for kind in ("burnt", "none"))
    with av.open(io.BytesIO(burnt), "r") as one, av.open(io.BytesIO(plain), "r") as other:
        first, second = (next(clip.decode(video=0)).to_ndarray(format="gray") for clip in (one, other))
    assert abs(first.astype(int) - second).max() > 60


def test_a_part_of_the_file_is_served(client: httpx.Client) -> None:
    answer = client.get(made(client)["url"], headers={"Range": "bytes=4-7"})
    assert (answer.status_code, answer.content) == (206, b"ftyp")


def test_the_file_is_saved_under_title_and_time(client: httpx.Client) -> None:
    assert "tides%200.00.mp4" in client.get(made(client)["url"]).headers["content-disposition"]


def test_the_same_clip_is_the_same_job(client: httpx.Client) -> None:
    assert made(client)["expires_at"] == made(client)["expires_at"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"start": 5, "end": 6}, "is no range of this video"),
        ({"start": 1, "end": 1}, "is no range of this video"),
        ({"format": "m4a"}, "the video has no sound"),
        ({"mode": "fast", "subtitles": "burnt"}, "allowed: mode='exact'"),
        ({"before": 61}, "before"),
        ({"start": -1}, "is no time in a video"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_made_is_a_sentence(client: httpx.Client, body: dict[str, Any], says: str) -> None:
    answer = ask(client, **body)
    assert (answer.status_code, says in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("job", ["x", "team--tides-0123456789.0123456789abcdef", "team--tides-0123456789.xyz"])
def test_an_unknown_job_is_not_found(client: httpx.Client, job: str) -> None:
    assert {client.get(f"/v1/clips/{job}{rest}").status_code for rest in ("", "/file", "/subtitles.vtt")} == {404}


def test_clips_go_with_their_video(both: Both) -> None:
    service, client = both
    found = video_id(client, "bread")
    job = client.post(f"/v1/videos/{found}/clips", json={"start": 0, "end": 1}).json()["job"]
    until(lambda: client.get(f"/v1/clips/{job}").json()["state"] == "done")
    assert client.delete(f"/v1/videos/{found}").is_success
    assert clip_files.list_jobs(service.store.root, found) == []
    assert client.get(f"/v1/clips/{job}/file").status_code == 404
