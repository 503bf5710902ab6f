"""watched: a thread's turns, their errors and their end; a value that follows what another process writes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from vindex_search.common.polling import PolledValue, PollingThread

INTERVAL_S = 0.01
LONG_S = 3600.0  # no test waits for it
PATIENCE_S = 60.0  # of a test that waits for a thread; none takes a second of it


def done() -> None:
    """A turn that goes well."""


def failing(sentence: str) -> Callable[[], None]:
    """A turn that does not."""

    def turn() -> None:
        raise ValueError(sentence)

    return turn


class Turns(PollingThread):
    """Takes the turns it was given, one after the other, and notes them; then each one waits for the end."""

    def __init__(
        self, turns: Sequence[Callable[[], None]], *, interval_s: float = 0.0, immediate: bool = False
    ) -> None:
        super().__init__("turns", interval_s=interval_s, immediate=immediate)
        self.left = iter(turns)
        self.taken: list[str] = []
        self.all_taken = threading.Event()

    def _poll(self) -> None:
        turn = next(self.left, None)
        if turn is None:
            self.all_taken.set()
            assert self._wait(PATIENCE_S)
            self.taken.append("last")
        else:
            self.taken.append("turn")
            turn()

    def finish(self) -> None:
        """Stop when every turn was taken."""
        assert self.all_taken.wait(PATIENCE_S)
        self.stop()


def test_it_stops_at_once_while_it_waits() -> None:
    taken = threading.Event()
    polling = Turns([taken.set], interval_s=LONG_S, immediate=True)
    polling.start()
    assert taken.wait(PATIENCE_S)
    polling.stop()
    assert polling.taken == ["turn"]


def test_the_first_turn_comes_an_interval_after_the_start() -> None:
    with Turns([done], interval_s=LONG_S) as polling:
        pass
    assert polling.taken == []


def test_stop_waits_for_the_turn_under_way_and_none_comes_after_it() -> None:
    polling = Turns([done, done])
    polling.start()
    polling.finish()
    assert polling.taken == ["turn", "turn", "last"]
    assert "turns" not in {thread.name for thread in threading.enumerate()}


def test_a_turn_that_fails_ends_nothing_and_says_why_for_as_long_as_it_does() -> None:
    seen: list[str | None] = []
    polling = Turns([failing("no store"), lambda: seen.append(polling.last_error), lambda: seen.append(polling.last_error)])
    polling.start()
    polling.finish()
    assert seen == ["turns failed, trying again: no store", None]


def test_each_kind_of_trouble_is_logged_once_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    turns = [failing("a"), failing("a"), failing("b"), failing("b"), done, done, failing("a")]
    polling = Turns(turns)
    with caplog.at_level(logging.INFO, logger="vindex.service"):
        polling.start()
        polling.finish()
    assert [record.getMessage() for record in caplog.records] == [
        "turns failed, trying again: a",
        "turns failed, trying again: b",
        "turns: recovered",
        "turns failed, trying again: a",
        "turns: recovered",
    ]


def test_it_is_started_once() -> None:
    with Turns([]) as polling, pytest.raises(RuntimeError, match="started once"):
        polling.start()


def test_what_was_stopped_takes_no_turn_any_more() -> None:
    polling = Turns([done], immediate=True)
    polling.stop()
    polling.start()
    polling.stop()
    assert polling.taken == []


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
def following(source: Source) -> Iterator[PolledValue[str]]:
    with PolledValue("value", source, interval_s=INTERVAL_S) as polled:
        yield polled


def test_a_value_is_there_at_once_and_follows_when_asked_to(path: Path) -> None:
    polled = PolledValue("value", path.read_text, interval_s=3600)
    assert polled.value == "one"
    written(path, "two")
    assert polled.value == "one"
    polled.refresh()
    assert polled.value == "two"
    polled.stop()


def test_a_value_is_followed_until_it_is_stopped(path: Path) -> None:
    source = Source(path)
    with following(source) as polled:
        written(path, "two")
        source.wait_for_readings(2)
        assert polled.value == "two"
    written(path, "three")
    assert polled.value == "two"


@pytest.mark.parametrize("wrong", [OSError(), ValueError(), KeyError(), EndpointConnectionError(endpoint_url="s3")])
def test_a_value_that_cannot_be_read_stays_as_it_was(path: Path, wrong: Exception) -> None:
    source = Source(path, wrong)
    with following(source) as polled:
        written(path, "broken")
        source.wait_for_readings(3)
        assert polled.value == "one"
        written(path, "two")
        source.wait_for_readings(3)
        assert polled.value == "two"


def test_what_cannot_be_read_at_first_is_an_error(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        PolledValue("value", path.read_text, interval_s=INTERVAL_S)
