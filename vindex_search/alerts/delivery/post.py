"""Sends one message to one checked address: no redirect, no proxy, one deadline, and a short answer read."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Final

from vindex_search.alerts.delivery.address import Target, resolve
from vindex_search.common.net import Networks

TIMEOUT_S: Final = 10.0  # until connected, and between two bytes
DEADLINE_S: Final = 15.0  # of the whole: a receiver that drips its answer holds nothing up
MAX_ANSWER: Final = 1024  # bytes read of it, so that it may say why it refuses


class _CheckedConnection(http.client.HTTPConnection):
    """A connection to an address that was checked, for the host of a target.

    Args:
        target: Has the host, which the request and the certificate name.
        address: What is connected to.
    """

    def __init__(self, target: Target, address: str) -> None:
        host = f"[{target.host}]" if ":" in target.host else target.host
        super().__init__(host, target.port, timeout=TIMEOUT_S)
        self._target, self._address = target, address

    def connect(self) -> None:
        """Connect, with TLS for https."""
        self.sock = socket.create_connection((self._address, self._target.port), TIMEOUT_S)
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)

    def abort(self) -> None:
        """End the connection from another thread."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended by itself
                return


def post(target: Target, body: bytes, headers: Mapping[str, str], allowed: Networks = ()) -> tuple[int, str]:
    """Send a message; returns the status of the answer, and its beginning.

    Raises:
        AddressRefused: the target is not on the public internet.
        OSError: it cannot be reached, or does not answer in time or in HTTP.
    """
    connection = _CheckedConnection(target, resolve(target, allowed))
    deadline = threading.Timer(DEADLINE_S, connection.abort)
    deadline.daemon = True
    deadline.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER).decode("utf-8", errors="replace")
    except http.client.HTTPException as problem:
        raise OSError(f"no answer in HTTP: {type(problem).__name__}") from problem
    finally:
        deadline.cancel()
        connection.close()
