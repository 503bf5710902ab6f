"""Fixtures that every test may use: the real media, and the rule that an absent thing is a skip with a reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from vindex_search.store import Store

if TYPE_CHECKING:
    from tests.s3 import S3  # a plugin, below: pytest is to import it first

# A busy machine is no reason to fail: what takes long belongs into benchmarks/.
hypothesis_settings.register_profile("vindex", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("vindex")

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"


def absent(reason: str) -> None:
    """Skip with the reason; fail instead where `VINDEX_TEST_REQUIRE=1` says that nothing may be absent."""
    if os.environ.get("VINDEX_TEST_REQUIRE") == "1":
        pytest.fail(f"VINDEX_TEST_REQUIRE=1, and yet {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def media() -> Path:
    """The folder of real clips beside the checkout, with `video/`, `audio/` and `image/`."""
    folder = SHARED / "media"
    if not folder.is_dir():
        absent("the folder ../shared/media with the real clips is not beside this checkout")
    return folder


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store in a folder; a module with `in_both_places` has it behind an S3 API over HTTP as well."""
    if getattr(request, "param", "folder") == "folder":
        return Store(tmp_path / "store", "vindex-test")
    s3: S3 = request.getfixturevalue("s3")
    return Store(f"s3://{s3.bucket}/store", "vindex-test")


pytest_plugins = ["tests.s3", "tests.homes"]
