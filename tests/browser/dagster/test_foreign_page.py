"""A page of another origin sends a mutation in every way that a browser has; none reaches Dagster."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.dagster.door import DoorBefore, Inner
from tests.support.dagster.foreign_page import REFUSED, attack
from tests.support.http.server import serving

MUTATION = "mutation { wipeAssets(assetPartitionRanges: []) { __typename } }"


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])  # another port of the same site, and another site
def test_nothing_of_a_foreign_page_reaches_dagster(
    chromium: Browser, tmp_path: Path, elsewhere: str, name: str, signed_in: bool
) -> None:
    inner = Inner()
    door = DoorBefore(tmp_path, inner)
    cookie = door.cookie_of(door.make_key("ops"))["Cookie"] if signed_in else ""
    with serving(door.door, websockets=True) as url:
        told = attack(chromium, elsewhere.replace("127.0.0.1", name), url, MUTATION, cookie)
    assert inner.reached == []
    # Cross-Origin-Resource-Policy makes errors even of the answers that `no-cors` cannot read.
    assert told == REFUSED
