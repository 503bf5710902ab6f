"""Fixtures that every test may use: the real media, an S3 API, a library of its own."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.support.session.checkout import SHARED, absent
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    from tests.support.storage.s3 import S3  # a plugin, below: pytest is to import it first

HEARD: Final = ("tests/vindex_assets/speech/", "assets/test_transcript", "test_standard_set.py")
LONG: Final = (
    "tests/crash/",
    "test_fuzz.py",
    "test_decoders.py",
    "/sandbox/",
    "test_reconcile_machine.py",
)

# A busy machine is no reason to fail: what takes long belongs into benchmarks/.
# At every change a share of the examples, all of them with the slow tests (`--hypothesis-profile=thorough`).
thorough = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("thorough", thorough)
hypothesis_settings.register_profile("vindex", thorough, max_examples=25)
hypothesis_settings.load_profile("vindex")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that no worker is left with one at the end; the order is random otherwise.

    Then those of WhisperX in a row, for one worker: each that has one of them imports it for 20 s.
    """
    items.sort(
        key=lambda item: (not any(part in item.nodeid for part in LONG), not any(part in item.nodeid for part in HEARD))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests and their modules live as long as the session: no garbage collection looks at them again."""
    gc.collect()
    gc.freeze()


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


pytest_plugins = [
    "tests.support.session.memory_disk",
    "tests.support.session.session_cache",
    "tests.support.storage.s3",
    "tests.support.library.home",
    "tests.support.library.s3_home",
    "tests.support.models.standard_set",
]
