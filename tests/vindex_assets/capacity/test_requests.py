"""Requests to S3 by cause."""

from __future__ import annotations

import pytest

from tests.support.benchmarks.capacity.figures import MEASURED
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.requests import (
    CHECKED_VIDEOS,
    CHECKS_A_DAY,
    LISTED_A_TICK,
    LISTED_EVERY_S,
    POLL_S,
    TICK_S,
    checked_videos,
    freshness_s,
    pages,
    priced,
    requests_a_day,
    requests_of_videos,
)
from vindex_assets.completeness.inventory import CHECKS_PER_ROUND, MIN_VIDEOS_PER_CHECK
from vindex_search.index import follower
from vindex_search.storage.published.listing import MAX_UNCHANGED_S


def test_videos_share_the_requests_of_their_run() -> None:
    assert requests_of_videos(16, MEASURED) == {"put": 480, "get": 640, "list": 16}


@pytest.mark.parametrize(("videos", "checked"), [(60, 60), (60_000, 5_000), (6_000_000, 250_000)])
def test_a_day_inspects_every_video(videos: int, checked: int) -> None:
    assert checked_videos(videos) == checked


@pytest.mark.parametrize(("objects", "requests"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (100_000, 100)])
def test_a_listing_has_a_thousand_keys_a_page(objects: int, requests: int) -> None:
    assert pages(objects) == requests


def test_a_small_idle_library_without_a_service() -> None:
    found = requests_a_day(Demand(hours=10, services=0), MEASURED)
    assert found == {"list": 8640 * 2 + 24 * 5, "get": 24 * 60 * 3}


def test_a_tick_lists_ten_pages_at_most() -> None:
    small, large, larger = (
        requests_a_day(Demand(hours=hours, services=0), MEASURED)["list"] for hours in (1, 1e4, 1e5)
    )
    assert large - small == 8640 * 9
    assert larger == large


def test_services_list_what_is_published_twice_a_minute_where_nothing_was() -> None:
    small, large = (requests_a_day(Demand(hours=hours, services=1), MEASURED)["list"] for hours in (1_700, 100_000))
    assert large - small == 2 * 1_440 * (600 - 11)


def test_each_service_lists_the_library_after_a_video() -> None:
    alone, followed = (requests_of_videos(16, MEASURED, library=5_000, services=services) for services in (0, 2))
    assert followed["list"] - alone["list"] == 16 * 5 * 2


@pytest.mark.parametrize(("videos", "seconds"), [(100, 0.53), (60_000, 2.3), (6_000_000, 180.5)])
def test_what_is_published_is_seen_after_a_whole_listing(videos: int, seconds: float) -> None:
    assert freshness_s(videos) == pytest.approx(seconds)


def test_reads_cost_a_twelfth_of_writes_and_deletions_nothing() -> None:
    assert priced({"put": 1, "list": 2, "get": 100, "head": 50, "delete": 100}) == pytest.approx(15)


def test_the_constants_are_those_of_the_rooms_that_ask() -> None:
    from vindex_assets.automation.sensors import UPLOADS_INTERVAL_S
    from vindex_assets.uploads.bucket_scan import MAX_LISTED

    assert (TICK_S, LISTED_A_TICK) == (UPLOADS_INTERVAL_S, MAX_LISTED)
    assert (CHECKED_VIDEOS, CHECKS_A_DAY) == (MIN_VIDEOS_PER_CHECK, CHECKS_PER_ROUND)
    assert (follower.POLL_S, MAX_UNCHANGED_S) == (POLL_S, LISTED_EVERY_S)
