"""The service over a library on real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.concurrency.waiting import until
from tests.support.http.server import serving
from vindex_search.api.app import create_app
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings


@contextmanager
def served(settings: Settings, *, load: bool = True) -> Iterator[httpx.Client]:
    """A client of the service over a library; `load`: wait until it can be searched."""
    with opened_service(settings, load=load) as (_, client):
        yield client


@contextmanager
def ready_service(library: Path) -> Iterator[tuple[SearchService, httpx.Client]]:
    """The service over the library in a folder, ready, and a client of it."""
    with opened_service(Settings(home=library)) as both:
        yield both


@contextmanager
def opened_service(settings: Settings, *, load: bool = True) -> Iterator[tuple[SearchService, httpx.Client]]:
    """The service over a library and a client of it; `load`: wait until it can be searched."""
    service = SearchService(settings)
    service.open_index()
    with serving(create_app(service)) as url, httpx.Client(base_url=url, timeout=60) as client:
        if load:
            until(lambda: client.get("/readyz").status_code != httpx.codes.SERVICE_UNAVAILABLE)
        yield service, client


def video_id(client: httpx.Client, title: str) -> str:
    """The id of the one video with a title."""
    videos = client.get("/v1/videos").json()["videos"]
    found: str = next(video["video_id"] for video in videos if video["title"] == title)
    return found
