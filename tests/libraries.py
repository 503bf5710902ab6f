"""A small real library, and the service over it, for tests that ask over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.browser.recorded import serving
from tests.support.waiting import until
from vindex_search.app import create_app
from vindex_search.contract import UPLOAD, VIDEO, video_id
from vindex_search.service import SearchService
from vindex_search.settings import Settings
from vindex_search.store import Store


def small_library(folder: Path) -> Path:
    """Two films that were really run, and one that failed."""
    from tests.films import left_alone
    from tests.homes import opened_home
    from vindex_assets.ingest import run_due

    with opened_home(folder) as home:
        home.film("team/talks/tides.mp4", "The moon pulls the ocean towards itself 🌊.")
        home.film("other/bread.mp4", "Put the loaf into a hot oven.")
        (home.uploads / "team" / "broken.mp4").write_text("no video")
        left_alone(home.uploads / "team" / "broken.mp4")
        run_due(home.instance, home.library, started=lambda *_: None)
    return folder


@contextmanager
def answering(library: Path) -> Iterator[tuple[SearchService, httpx.Client]]:
    """The service over a library, ready, and a client at its address."""
    service = SearchService(Settings(home=library))
    service.take_index()
    with serving(create_app(service)) as url, httpx.Client(base_url=url, timeout=60) as client:
        until(lambda: client.get("/readyz").status_code != 503)
        yield service, client


def known_video(store: Store, object_key: str, **facts: Any) -> str:
    """The records of a video that was probed and not yet worked on; returns its id."""
    identifier = video_id("bucket", object_key)
    workspace = object_key.split("/")[0]
    upload = {
        **{
            "workspace": workspace,
            "object_key": object_key,
            "version": "1",
            "revision": "1",
            "size": 1,
            "sidecars": [],
        },
        "uploaded_at": "2026-01-01T00:00:00Z",
    }
    store.write_record(identifier, UPLOAD, upload)
    store.write_record(identifier, VIDEO, facts)
    return identifier
