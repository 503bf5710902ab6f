"""qdrant-client's in-memory mode as the Qdrant server of several processes: no server can be had where the tests run.

It is served by `multiprocessing.managers`, each call whole, to whoever has the address and the key of this test.
"""

from __future__ import annotations

import sys
from multiprocessing.managers import BaseManager
from typing import Any, Final

from qdrant_client import QdrantClient

from tests.support.index.in_memory_server import SerialisedClient

INDEX: Final = "TEST_CLUSTER_INDEX"  # variable with the address of the index
KEY: Final = b"of this test"  # the address is that of the loopback device


class Calls:
    """Calls of the methods of one client."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = SerialisedClient(client)

    def call(self, name: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """The result of a method."""
        return getattr(self._client, name)(*arguments, **options)


class Manager(BaseManager):
    """Serves the calls, or reaches them."""


class RemoteClient:
    """A client whose methods run where the data are."""

    def __init__(self, address: tuple[str, int]) -> None:
        Manager.register("calls")
        self._manager = Manager(address=address, authkey=KEY)
        self._manager.connect()
        self._calls: Any = self._manager.calls()  # type: ignore[attr-defined]  # as registered

    def close(self) -> None:
        """Do nothing: the data stay."""

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            return self._calls.call(name, arguments, options)

        return call


def serve(port: int) -> None:
    """Serve an empty index until the process is ended."""
    calls = Calls(QdrantClient(":memory:"))
    Manager.register("calls", callable=lambda: calls, exposed=["call"])
    Manager(address=("127.0.0.1", port), authkey=KEY).get_server().serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
