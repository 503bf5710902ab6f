"""Questions to the pool of run workers: one JSON line a connection over a Unix socket, answered by another.

Who may write to the socket may have this user's code executed: it lies in a folder of this user alone. Its path is in
the environment of the processes beside the pool, and in a tag of its runs.
"""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, dataclass
from typing import Final, Literal, Self

ADDRESS: Final = "DAGSTER_VINDEX_RUN_WORKERS"  # not a setting: `vindex dagster` makes the socket
# Hidden in the UI, as everything that begins so, and not copied to the retry of a run.
ADDRESS_TAG: Final = ".dagster/vindex_run_workers"
TIMEOUT_S: Final = 30.0  # of a question: the pool answers at once, or after it has imported for some seconds
MAX_LINE: Final = 2**20

Ask = Literal["reserve", "execute", "interrupt", "find", "wake"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question.

    Attributes:
        ask: `reserve` a worker for a run, have it `execute` the run, `interrupt` the run, `find` it, or `wake` a worker
            because runs are likely to come soon.
        run_id: The run.
        instance: Dagster's instance of the run, as `serialize_value` writes its reference.
        code_server: Identity of the code server that the run is of: it changes when the code is loaded anew.
    """

    ask: Ask
    run_id: str = ""
    instance: str = ""
    code_server: str = ""

    def to_line(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """As it was received.

        Raises:
            ValueError: this is no question.
        """
        try:
            return cls(**json.loads(line))
        except TypeError as error:
            raise ValueError(f"no question: {error}") from None


def pool_address() -> str:
    """The socket of the pool that this process was started beside; empty where there is none."""
    return os.environ.get(ADDRESS, "")


def ask(address: str, question: Question) -> str:
    """Ask the pool; returns its answer: empty for "no", else "yes" or, for `reserve`, the worker's tag.

    Raises:
        OSError: nobody answers.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(TIMEOUT_S)
        connection.connect(address)
        connection.sendall(question.to_line())
        return receive_line(connection).decode()


def receive_line(connection: socket.socket) -> bytes:
    """Receive up to the end of a line, which is not part of the result.

    Raises:
        ConnectionError: the other side has ended before.
    """
    received = b""
    while not received.endswith(b"\n"):
        piece = connection.recv(MAX_LINE)
        if not piece or len(received) > MAX_LINE:
            raise ConnectionError("the connection ended within a line")
        received += piece
    return received[:-1]
