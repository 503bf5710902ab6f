"""A real, served library with API keys, for tests of access to workspaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import numpy.typing as npt
from fastapi import FastAPI

from tests.support.concurrency.waiting import until
from tests.support.http.server import serving
from tests.support.library.home import open_home
from tests.support.library.prepared.indexed_library import index_all
from tests.support.media.films import make_film_of_pictures, make_subtitles
from vindex_search.api.app import create_app
from vindex_search.auth.key_store import create_key
from vindex_search.contract.ids import video_id
from vindex_search.models.active_set import library_store
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

TIMEOUT_S = 60


@dataclass(frozen=True)
class KeyedService:
    """A served library: its folder, application, URL, and an admin key."""

    folder: Path
    app: FastAPI
    url: str
    key: str

    def client(self, key: str) -> httpx.Client:
        """A client that sends a key; close it."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_S)

    def operations(self) -> dict[str, dict[str, Any]]:
        """The operations of `/openapi.json` by method and path, as in `GET /v1/videos`."""
        paths = httpx.get(f"{self.url}/openapi.json", timeout=TIMEOUT_S).json()["paths"]
        return {f"{method.upper()} {path}": one for path, all_ in paths.items() for method, one in all_.items()}

    def ingest(self, object_key: str, text: str, pictures: Sequence[npt.NDArray[np.uint8]] = ()) -> str:
        """Upload a video, run it, and wait until it is searchable; returns its id."""
        made = run_film(self.folder, object_key, text, pictures)
        with self.client(self.key) as everybody:
            until(lambda: not everybody.get("/v1/status").json()["behind"])
        return made


def run_film(folder: Path, object_key: str, text: str, pictures: Sequence[npt.NDArray[np.uint8]] = ()) -> str:
    """Upload a video with subtitles, of pictures or of two colours, to the library in a folder, run it; returns its id.

    A picture of one colour is found by no search with a picture.
    """
    with open_home(folder) as home:
        if pictures:
            make_subtitles(make_film_of_pictures(home.uploads / object_key, pictures), text)
        else:
            home.upload_film(object_key, text)
        index_all(home)
        return video_id(home.library.bucket.name, object_key)


def make_key(folder: Path, name: str, *workspaces: str, scopes: Sequence[str] = ("admin",)) -> str:
    """Create a key for the library in a folder; returns its token."""
    return create_key(library_store(Settings(home=folder)), name, scopes, workspaces)[1]


@contextmanager
def served(folder: Path) -> Iterator[KeyedService]:
    """Serve the library in a folder, with a key."""
    key = make_key(folder, "everybody")
    service = SearchService(Settings(home=folder))
    service.open_index()
    app = create_app(service)
    with serving(app) as url:
        unready = httpx.codes.SERVICE_UNAVAILABLE
        until(lambda: httpx.get(f"{url}/readyz", timeout=TIMEOUT_S).status_code != unready)
        yield KeyedService(folder, app, url, key)
