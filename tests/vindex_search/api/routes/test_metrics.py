"""metrics: scraped over real HTTP and parsed as Prometheus does."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.concurrency.waiting import until
from tests.support.http.service import ready_service
from tests.support.library.prepared.indexed_library import small_library
from tests.support.media.films import make_film, make_subtitles
from tests.support.session.session_cache import SessionCache
from vindex_search.query.service import SearchService
from vindex_search.videos.left_alone import count_left_alone, write_left_alone


@pytest.fixture(scope="module")
def library(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library(session_cache, tmp_path_factory.mktemp("metrics") / "home")


@pytest.fixture(scope="module")
def opened(library: Path) -> Iterator[tuple[SearchService, httpx.Client]]:
    with ready_service(library) as both:
        yield both


@pytest.fixture(scope="module")
def client(opened: tuple[SearchService, httpx.Client]) -> httpx.Client:
    return opened[1]


def scrape(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_timed_by_template_and_status(client: httpx.Client) -> None:
    name = "vindex_http_request_duration_seconds_count"
    asked = [(name, "GET", "/v1/videos/{video_id}", "404"), (name, "GET", "none", "404"), (name, "GET", "/mcp", "405")]
    before = scrape(client)
    for address in ("/v1/videos/one", "/v1/videos/two", "/nowhere/at/all", "/mcp"):
        client.get(address)
    client.request("BREW", "/nowhere")
    after = scrape(client)
    assert [after[one] - before.get(one, 0) for one in asked] == [2, 1, 1]
    assert not [one for one in after if "/v1/videos/one" in one or "BREW" in one]


def test_searches_are_timed_by_stage_and_channel_and_counted(client: httpx.Client) -> None:
    before = scrape(client)
    client.get("/v1/search", params={"q": "hot oven"})
    client.get("/v1/search", params={"q": "hot oven", "channels": "visual"})  # the offline set sees nothing
    after = scrape(client)

    def grown(*name: str) -> float:
        return after[name] - before.get(name, 0)

    stage = "vindex_search_stage_duration_seconds_count"
    assert [grown(stage, channel, "encode") for channel in ("speech", "words")] == [1, 1]
    assert [grown(stage, "", name) for name in ("moments", "answer")] == [2, 2]
    assert grown(stage, "", "index") >= 2, "the hits, and the course of the question through the likeliest videos"
    assert (grown("vindex_search_moments_count"), grown("vindex_searches_unmatched_total")) == (2, 1)


def test_the_library_is_measured(client: httpx.Client) -> None:
    until(lambda: ("vindex_videos", "failed") in scrape(client))
    found = scrape(client)
    assert found["vindex_index_points",] > 0
    assert found["vindex_videos", "indexed"] >= 2
    assert found["vindex_videos", "failed"] == 1
    assert found["vindex_model_loaded_bytes", "sentence-transformers/all-MiniLM-L6-v2"] > 2**20
    assert found["vindex_build_info", version("vindex")] == 1
    assert found["process_resident_memory_bytes",] > 0


def test_what_the_bucket_holds_besides_uploads_is_counted_by_reason(
    opened: tuple[SearchService, httpx.Client],
) -> None:
    service, client = opened
    write_left_alone(service.store, count_left_alone({"team/a.jpg": "suffix", "team/b.jpg": "suffix"}))
    found = scrape(client)
    assert found["vindex_uploads_left_alone", "suffix"] == 2
    assert found["vindex_uploads_left_alone", "sidecar"] == 0


def test_only_a_new_video_counts_for_freshness(client: httpx.Client, library: Path) -> None:
    from tests.support.library.home import open_home
    from vindex_assets.cli.ingest import run_due

    before = scrape(client)["vindex_freshness_seconds_count",]
    film = make_film(library / "uploads" / "team" / "owl.mp4")
    make_subtitles(film, "An owl turns its head almost all the way round.")
    with open_home(library) as home:
        run_due(home.instance, home.library, on_start=lambda *_: None)
    until(lambda: scrape(client)["vindex_freshness_seconds_count",] == before + 1)
    assert before == 0  # two videos were there when the service began
    assert 0 <= scrape(client)["vindex_freshness_last_seconds",] < 60


def test_an_unavailable_index_hides_no_other_metric(
    opened: tuple[SearchService, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, client = opened

    def broken() -> int:
        raise RuntimeError("the server is away")

    monkeypatch.setattr(service._engine.value, "count", broken)
    found = scrape(client)
    assert ("vindex_index_points",) not in found
    assert ("vindex_build_info", version("vindex")) in found
