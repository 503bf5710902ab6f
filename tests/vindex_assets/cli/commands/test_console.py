from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.storage.video_records import known_video
from vindex_search.index import retry


@pytest.fixture
def refusing_url(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Qdrant server that is down: the port is taken, and nothing listens on it."""
    monkeypatch.setattr(retry, "FIRST_WAIT_S", 0.0)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setenv("VINDEX_QDRANT_URL", url)
        yield url


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["forget", "VIDEO"], "the Qdrant server at VINDEX_QDRANT_URL={url} does not answer: "),
        (["index", "rebuild"], "the Qdrant server at VINDEX_QDRANT_URL={url} does not answer: "),
        (["reindex", "--models", "offline"], "the Qdrant server at VINDEX_QDRANT_URL={url} does not answer: "),
        (["search", "the tide"], "the index {url} cannot be opened: "),
        (["serve", "--port", "0"], "the index {url} cannot be opened: "),
    ],
)
def test_a_qdrant_server_that_is_down_is_one_sentence(
    home: Home, refusing_url: str, arguments: list[str], sentence: str
) -> None:
    video = known_video(home.library.store, "team/tides.mp4")
    done = invoke(*(video if argument == "VIDEO" else argument for argument in arguments))
    assert done.exit_code == 1
    assert done.stderr.startswith("vindex: " + sentence.format(url=refusing_url))
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_video_that_could_not_be_forgotten_is_as_it_was(home: Home, refusing_url: str) -> None:
    video = known_video(home.library.store, "team/tides.mp4")
    before = {path.name: path.read_bytes() for path in (home.path / "store").rglob(f"{video}/*.json")}
    assert invoke("forget", video).exit_code == 1
    assert {path.name: path.read_bytes() for path in (home.path / "store").rglob(f"{video}/*.json")} == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ingest", "/no/such/folder"], "there is no file or folder '/no/such/folder'"),
        (["demo", "--videos", "/no/such/folder"], "there is no folder '/no/such/folder'"),
        (["retry", "everything"], "'everything' is no video id"),
        (["forget", "--workspace", "No!"], "workspace 'No!' is not"),
        (["forget", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["ingest", ".", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["retry", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["search", "x", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["search", "  "], "the query is empty: describe in a few words what to find"),
        (["models", "pull", "--set", "huge"], "'huge' is unknown; there are offline, standard"),
    ],
)
def test_a_wrong_argument_is_one_sentence_without_a_traceback(home: Home, arguments: list[str], says: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(home.uploads.iterdir()) == []
