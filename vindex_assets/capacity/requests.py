"""Requests to S3 by kind: of the videos, of each day on which nothing happens, and of services that watch the store."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import Measured, Requests
from vindex_assets.capacity.work import DAY_S, VIDEOS_A_RUN

TICK_S: Final = 10
TICKS_A_DAY: Final = DAY_S // TICK_S
CHECKS_A_DAY: Final = 24
CHECKED_VIDEOS: Final = (
    5_000  # of a check, or a part of the library, so that a day inspects all: `completeness/inventory.py`
)
KEYS_A_LISTING: Final = 1_000  # of S3, a request
LISTED_A_TICK: Final = 10_000  # objects at most: `uploads/bucket_scan.py`
MINUTES_A_DAY: Final = 1_440
POLL_S: Final = 0.5  # of a service that looks whether anything was published: `index/follower.py`
LISTED_EVERY_S: Final = 30.0  # where nothing was: `storage/published/listing.py`
LISTING_S: Final = 0.03  # that S3 takes to answer; not measured here
# Of a request by kind, beside that of a write: with S3 a read costs 0.0004 $ a thousand and a write 0.005; deletions
# are free.
PRICES: Final[Mapping[str, float]] = {"put": 1.0, "list": 1.0, "get": 0.08, "head": 0.08}


def requests_of_videos(videos: float, measured: Measured, *, library: float = 0, services: int = 0) -> Requests:
    """Requests to work on videos in full batches: `videos * (a video + a run / 16 + pages of a listing a service)`.

    Args:
        videos: How many.
        measured: Requests by cause.
        library: Videos that are published already: each service lists all of them after a video, at most.
        services: How many services follow the library.
    """
    found = _sum({"a_video": videos, "a_run": videos / VIDEOS_A_RUN}, measured)
    return found | {"list": found.get("list", 0.0) + services * videos * pages(library)}


def requests_a_day(demand: Demand, measured: Measured) -> Requests:
    """Requests of a day on which nothing is uploaded: ticks, checks, services."""
    causes = {
        "a_tick": TICKS_A_DAY,
        "a_check": CHECKS_A_DAY,
        "a_checked_video": CHECKS_A_DAY * checked_videos(demand.videos),
        "a_minute_of_service": demand.services * MINUTES_A_DAY,
    }
    found = Counter(_sum(causes, measured))
    found["list"] += TICKS_A_DAY * (pages(min(demand.videos, LISTED_A_TICK)) - 1)
    found["list"] += round(demand.services * (listings_a_day(demand.videos) - listings_a_day(0)))
    return dict(found)


def checked_videos(videos: float) -> float:
    """Videos that a check for completeness inspects: 5,000 of them, or as many as it takes to see all within a day."""
    return min(videos, max(CHECKED_VIDEOS, videos / CHECKS_A_DAY))


def pages(objects: float) -> int:
    """Requests to list so many objects, at least one."""
    return max(1, math.ceil(objects / KEYS_A_LISTING))


def listings_a_day(videos: float) -> float:
    """Requests a day of a service that lists what is published now and then, though nothing has changed."""
    return DAY_S / LISTED_EVERY_S * pages(videos)


def freshness_s(videos: float) -> float:
    """Seconds until a service sees what was published, at most: its wait and a whole listing."""
    return POLL_S + pages(videos) * LISTING_S


def priced(requests: Requests) -> float:
    """As many writes or listings as cost the same."""
    return sum(count * PRICES.get(kind, 0.0) for kind, count in requests.items())


def _sum(causes: Mapping[str, float], measured: Measured) -> dict[str, float]:
    found: dict[str, float] = {}
    for cause, times in causes.items():
        for kind, count in measured.requests[cause].items():
            found[kind] = found.get(kind, 0.0) + times * count
    return found
