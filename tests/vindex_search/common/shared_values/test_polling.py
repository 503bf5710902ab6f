"""polling: a thread's polls, their errors and its end; a value that follows what another process writes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from vindex_search.common.shared_values.polling import PolledValue, PollingThread

INTERVAL_S = 0.01
LONG_S = 3600.0  # no test waits for it
PATIENCE_S = 60.0  # of a test that waits for a thread; none takes a second of it


def succeed() -> None:
    """A poll that succeeds."""


def failing(message: str) -> Callable[[], None]:
    """A poll that fails."""

    def poll() -> None:
        raise ValueError(message)

    return poll


class ScriptedPolls(PollingThread):
    """Runs the given polls one after the other and records them; any further one waits for `stop`."""

    def __init__(
        self, polls: Sequence[Callable[[], None]], *, interval_s: float = 0.0, immediate: bool = False
    ) -> None:
        super().__init__("polls", interval_s=interval_s, immediate=immediate)
        self.remaining = iter(polls)
        self.polled: list[str] = []
        self.exhausted = threading.Event()

    def _poll(self) -> None:
        poll = next(self.remaining, None)
        if poll is None:
            self.exhausted.set()
            assert self._wait(PATIENCE_S)
            self.polled.append("last")
        else:
            self.polled.append("poll")
            poll()

    def finish(self) -> None:
        """Stop once every poll was run."""
        assert self.exhausted.wait(PATIENCE_S)
        self.stop()


def test_stop_interrupts_the_wait() -> None:
    taken = threading.Event()
    polling = ScriptedPolls([taken.set], interval_s=LONG_S, immediate=True)
    polling.start()
    assert taken.wait(PATIENCE_S)
    polling.stop()
    assert polling.polled == ["poll"]


def test_the_first_poll_comes_an_interval_after_the_start() -> None:
    with ScriptedPolls([succeed], interval_s=LONG_S) as polling:
        pass
    assert polling.polled == []


def test_stop_waits_for_the_poll_in_progress_and_none_follows() -> None:
    polling = ScriptedPolls([succeed, succeed])
    polling.start()
    polling.finish()
    assert polling.polled == ["poll", "poll", "last"]
    assert "polls" not in {thread.name for thread in threading.enumerate()}


def test_a_failed_poll_ends_nothing_and_is_the_last_error_until_one_succeeds() -> None:
    seen: list[str | None] = []
    polling = ScriptedPolls(
        [failing("no store"), lambda: seen.append(polling.last_error), lambda: seen.append(polling.last_error)]
    )
    polling.start()
    polling.finish()
    assert seen == ["polls failed, trying again: no store", None]


def test_each_error_and_each_recovery_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    polls = [failing("a"), failing("a"), failing("b"), failing("b"), succeed, succeed, failing("a")]
    polling = ScriptedPolls(polls)
    with caplog.at_level(logging.INFO, logger="vindex.service"):
        polling.start()
        polling.finish()
    assert [record.getMessage() for record in caplog.records] == [
        "polls failed, trying again: a",
        "polls failed, trying again: b",
        "polls: recovered",
        "polls failed, trying again: a",
        "polls: recovered",
    ]


def test_a_thread_is_started_once() -> None:
    with ScriptedPolls([]) as polling, pytest.raises(RuntimeError, match="started once"):
        polling.start()


def test_a_stopped_thread_polls_no_more() -> None:
    polling = ScriptedPolls([succeed], immediate=True)
    polling.stop()
    polling.start()
    polling.stop()
    assert polling.polled == []


class Source:
    """Reads a file and counts how often."""

    def __init__(self, path: Path, error: Exception | None = None) -> None:
        self.path, self.error, self.was_read = path, error, threading.Condition()
        self.reads = 0

    def __call__(self) -> str:
        with self.was_read:
            self.reads += 1
            self.was_read.notify_all()
        if self.error is not None and self.path.read_text() == "broken":
            raise self.error
        return self.path.read_text()

    def wait_for_reads(self, count: int) -> None:
        with self.was_read:
            upto = self.reads + count
            assert self.was_read.wait_for(lambda: self.reads >= upto, timeout=60)


def write_atomic(path: Path, text: str) -> Path:
    """Write the file atomically, so that a concurrent reader sees the old text or the new one."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    return beside.rename(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_atomic(tmp_path / "value", "one")


@contextmanager
def polled_value(source: Source) -> Iterator[PolledValue[str]]:
    with PolledValue("value", source, interval_s=INTERVAL_S) as polled:
        yield polled


def test_a_value_is_read_at_once_and_on_refresh(path: Path) -> None:
    polled = PolledValue("value", path.read_text, interval_s=3600)
    assert polled.value == "one"
    write_atomic(path, "two")
    assert polled.value == "one"
    polled.refresh()
    assert polled.value == "two"
    polled.stop()


def test_a_value_is_polled_until_stop(path: Path) -> None:
    source = Source(path)
    with polled_value(source) as polled:
        write_atomic(path, "two")
        source.wait_for_reads(2)
        assert polled.value == "two"
    write_atomic(path, "three")
    assert polled.value == "two"


@pytest.mark.parametrize("error", [OSError(), ValueError(), KeyError(), EndpointConnectionError(endpoint_url="s3")])
def test_a_value_that_cannot_be_read_keeps_its_previous_state(path: Path, error: Exception) -> None:
    source = Source(path, error)
    with polled_value(source) as polled:
        write_atomic(path, "broken")
        source.wait_for_reads(3)
        assert polled.value == "one"
        write_atomic(path, "two")
        source.wait_for_reads(3)
        assert polled.value == "two"


def test_a_failed_first_read_is_raised(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        PolledValue("value", path.read_text, interval_s=INTERVAL_S)
