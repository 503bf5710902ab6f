"""serve: the address is told before the service is ready, so whoever reads it must not be refused."""

from __future__ import annotations

import socket

import pytest

from vindex_search.serve import listening


def test_who_connects_before_the_service_takes_calls_waits_and_is_not_refused() -> None:
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=5) as caller:
        assert caller.getpeername() == listener.getsockname()


def test_a_taken_address_is_named() -> None:
    with listening("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port} .* choose another with --port"):
            listening("127.0.0.1", port)
