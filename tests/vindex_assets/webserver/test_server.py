"""server: what `vindex dagster` serves with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.support.dagster.door import Inner
from vindex_assets.webserver.server import DoorServer, cookie_name


@dataclass
class Children:
    """Processes that all run, or one of which has ended."""

    fault: str = ""

    def start(self, name: str, module: str, arguments: Sequence[str]) -> None:
        """Nothing is started."""

    def keep(self, name: str) -> None:
        """Nothing is kept."""

    def check_alive(self) -> None:
        """Raise where one has ended."""
        if self.fault:
            raise RuntimeError(self.fault)

    def end(self) -> None:
        """Nothing is ended."""


@pytest.mark.parametrize(("fault", "ends"), [("", False), ("Dagster's daemon ended with status 1", True)])
def test_it_ends_when_a_process_that_it_needs_has_ended(fault: str, ends: bool) -> None:
    server = DoorServer(Inner(), Children(fault))
    server.config.load()
    assert asyncio.run(server.on_tick(10)) is ends


def test_the_cookie_is_named_after_the_port_and_bound_to_the_host_where_that_is_possible() -> None:
    assert cookie_name("http://127.0.0.1:3000", 3000) == "vindex_dagster_3000"
    assert cookie_name("https://dagster.example.org", 3001) == "__Host-vindex_dagster_3001"
