"""watched: a value that follows what another process writes, and outlives its troubles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from vindex_search.watched import Watched

EVERY_S = 0.01


class Source:
    """A file that is read, and a note of how often."""

    def __init__(self, path: Path, wrong: Exception | None = None) -> None:
        self.path, self.wrong, self.turn = path, wrong, threading.Condition()
        self.read = 0

    def __call__(self) -> str:
        with self.turn:
            self.read += 1
            self.turn.notify_all()
        if self.wrong is not None and self.path.read_text() == "broken":
            raise self.wrong
        return self.path.read_text()

    def wait_for_readings(self, count: int) -> None:
        with self.turn:
            upto = self.read + count
            assert self.turn.wait_for(lambda: self.read >= upto, timeout=60)


def written(path: Path, text: str) -> Path:
    """Put the text there in one go: a reader beside it sees the old text or the new, never a file just emptied."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    return beside.rename(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "value", "one")


@contextmanager
def following(source: Source) -> Iterator[Watched[str]]:
    watched = Watched("value", source, every_s=EVERY_S)
    watched.start()
    try:
        yield watched
    finally:
        watched.stop()


def test_a_value_is_there_at_once_and_follows_when_asked_to(path: Path) -> None:
    watched = Watched("value", path.read_text, every_s=3600)
    assert watched.value == "one"
    written(path, "two")
    assert watched.value == "one"
    watched.look()
    assert watched.value == "two"
    watched.stop()


def test_a_value_is_followed_until_it_is_stopped(path: Path) -> None:
    source = Source(path)
    with following(source) as watched:
        written(path, "two")
        source.wait_for_readings(2)
        assert watched.value == "two"
    written(path, "three")
    assert watched.value == "two"


@pytest.mark.parametrize("wrong", [OSError(), ValueError(), KeyError(), EndpointConnectionError(endpoint_url="s3")])
def test_a_value_that_cannot_be_read_stays_as_it_was(path: Path, wrong: Exception) -> None:
    source = Source(path, wrong)
    with following(source) as watched:
        written(path, "broken")
        source.wait_for_readings(3)
        assert watched.value == "one"
        written(path, "two")
        source.wait_for_readings(3)
        assert watched.value == "two"


def test_what_cannot_be_read_at_first_is_an_error(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        Watched("value", path.read_text, every_s=EVERY_S)
