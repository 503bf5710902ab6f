"""Fixtures that every test may use: the real media, an S3 API, a library of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.support.checkout import SHARED, absent

# A busy machine is no reason to fail: what takes long belongs into benchmarks/.
hypothesis_settings.register_profile("vindex", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("vindex")


@pytest.fixture(scope="session")
def media() -> Path:
    """The folder of real clips beside the checkout, with `video/`, `audio/` and `image/`."""
    folder = SHARED / "media"
    if not folder.is_dir():
        absent("the folder ../shared/media with the real clips is not beside this checkout")
    return folder


pytest_plugins = [
    "tests.support.session_cache",
    "tests.support.storage.s3",
    "tests.support.library.home",
    "tests.support.library.s3_home",
    "tests.support.models.standard_set",
]
