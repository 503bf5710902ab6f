"""wire: a question and its answer over a Unix socket."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from vindex_assets.run_workers.wire import ADDRESS, Question, ask, pool_address, receive_line


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A listening socket; its path is short, as the system wants it."""
    with tempfile.TemporaryDirectory(prefix="vindex-") as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder) / "pool"))
        listener.listen()
        yield listener


def test_a_question_is_read_as_it_was_sent() -> None:
    question = Question(ask="reserve", run_id="r", instance="i", code_server="c")
    assert Question.from_line(question.to_line()) == question


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"asks": "reserve"}'])
def test_what_is_no_question_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Question.from_line(line)


def test_the_answer_is_the_line_that_the_pool_sends(listener: socket.socket) -> None:
    def answer() -> None:
        client, _ = listener.accept()
        with client:
            assert Question.from_line(receive_line(client)).run_id == "r"
            client.sendall(b"host/1/2\n")

    pool = threading.Thread(target=answer)
    pool.start()
    assert ask(listener.getsockname(), Question(ask="reserve", run_id="r")) == "host/1/2"
    pool.join()


def test_a_pool_that_ends_within_its_answer_has_not_answered(listener: socket.socket) -> None:
    def end() -> None:
        client, _ = listener.accept()
        with client:
            receive_line(client)
            client.sendall(b"ye")

    pool = threading.Thread(target=end)
    pool.start()
    with pytest.raises(OSError, match="within a line"):
        ask(listener.getsockname(), Question(ask="find"))
    pool.join()


def test_the_pool_of_a_process_is_named_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pool_address() == ""
    monkeypatch.setenv(ADDRESS, "/run/pool")
    assert pool_address() == "/run/pool"
