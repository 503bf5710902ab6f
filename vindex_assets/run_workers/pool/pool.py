"""The pool of resident run workers: one thread that answers questions.

reserve     an idle worker, else a new one, is kept for a run; "no" where the code was changed, or a fork is unsound
execute     it begins
interrupt   SIGINT to the worker of a run, as a user cancels it
find        whether a run has a worker here
wake        an idle worker loads the models

When the code was changed, the pool lets those at work finish, and its process begins anew; so it does when nothing
came for long, without what was imported.
"""

from __future__ import annotations

import logging
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vindex_assets.run_workers.pool.loaded_code import LoadedCode
from vindex_assets.run_workers.pool.residents import IDLE_S, Residents
from vindex_assets.run_workers.wire import Question, receive_line
from vindex_assets.run_workers.worker import Order
from vindex_search.common.text import visible

HAND_BACK_S: Final = 3.0  # a run's status ends some moments before its worker is idle: worth waiting for a warm one
QUESTION_S: Final = 5.0  # for the line of a client that has connected
LOOK_S: Final = 20.0
SOON_S: Final = 0.1

log = logging.getLogger("vindex.run_workers")


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """A `reserve` that waits for a worker to become idle, until a time by the monotonic clock."""

    client: socket.socket
    order: Order
    until: float


class RunWorkers:
    """The pool.

    Args:
        listener: The socket that is asked.
        slots: How many runs the queue starts at once.
        code: The code as it was before its modules were imported.
    """

    def __init__(self, listener: socket.socket, slots: int, code: LoadedCode) -> None:
        self._listener, self._code = listener, code
        self._waiting: list[WaitingRun] = []
        self._asked = time.monotonic()
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ, self._answer_client)
        self.residents = Residents(slots, self._selector, self._descriptors)
        self._answers: dict[str, Callable[[Question], bool]] = {
            "execute": self._execute,
            "interrupt": self._interrupt,
            "find": lambda question: self.residents.of_run(question.run_id) is not None,
            "wake": self._wake,
        }

    def serve(self) -> None:
        """Answer questions until no run is at work here, and the code was changed or nothing came for long."""
        while not (self.residents.is_empty and (self.residents.are_outdated or self._is_idle)):
            for key, _events in self._selector.select(SOON_S if self._waiting else LOOK_S):
                key.data()
            self._serve_waiting()
            self.residents.look()

    @property
    def _is_idle(self) -> bool:
        return not self._waiting and time.monotonic() - self._asked > IDLE_S

    def _descriptors(self) -> list[int]:
        clients = [waiting.client.fileno() for waiting in self._waiting]
        return [self._listener.fileno(), self._selector.fileno(), *clients]

    def _answer_client(self) -> None:
        """Answer the question of the next client; one that says nothing in time, or nothing sensible, gets none."""
        client, _address = self._listener.accept()
        self._asked = time.monotonic()
        client.settimeout(QUESTION_S)
        try:
            question = Question.from_line(receive_line(client))
        except (OSError, ValueError) as error:
            client.close()
            log.warning("%s", visible(f"a question to the run workers has no answer: {error}"))
            return
        if question.ask == "reserve":
            self._reserve(client, question)
        else:
            _send(client, "yes" if self._answers[question.ask](question) else "")

    def _reserve(self, client: socket.socket, question: Question) -> None:
        """Answer with an idle worker, at once or a little later; with a new one where none becomes idle."""
        if not self.residents.are_outdated and not self._code.is_current(question.code_server):
            log.info("the code was changed: the run workers begin anew")
            self.residents.are_outdated = True
        if self.residents.are_outdated:
            _send(client, "")
            return
        patience_s = HAND_BACK_S if self.residents.are_all_at_work else 0.0
        order = Order(question.run_id, question.instance)
        self._waiting.append(WaitingRun(client, order, time.monotonic() + patience_s))

    def _serve_waiting(self) -> None:
        """Give idle workers to whoever waits; those who have waited long enough get new ones."""
        for waiting in list(self._waiting):
            is_late = time.monotonic() >= waiting.until
            resident = self.residents.idle() or (self.residents.fork() if is_late else None)
            if resident is None and not is_late:
                continue
            self._waiting.remove(waiting)
            if resident:
                resident.reserve(waiting.order)
            _send(waiting.client, resident.tag if resident else "")

    def _execute(self, question: Question) -> bool:
        resident = self.residents.of_run(question.run_id)
        try:
            return resident is not None and resident.execute()
        except OSError:  # it has ended: the launcher launches the run elsewhere
            return False

    def _interrupt(self, question: Question) -> bool:
        resident = self.residents.of_run(question.run_id)
        return resident is not None and resident.interrupt()

    def _wake(self, _question: Question) -> bool:
        if self.residents.is_any_warm or self.residents.are_outdated:
            return True
        resident = self.residents.idle() or self.residents.fork()
        try:
            return resident is not None and resident.warm_up()
        except OSError:  # it has ended
            return False


def _send(client: socket.socket, answer: str) -> None:
    """Answer a client, unless it is gone."""
    with client:
        try:
            client.sendall(answer.encode() + b"\n")
        except OSError as error:
            log.info("%s", visible(f"a launcher has not waited for its answer: {error}"))
