"""local_privacy: an older library is closed to other users of the machine, but for its uploads and what is shared."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from vindex_search.auth import local_privacy
from vindex_search.auth.local_privacy import exposed_folders, secure
from vindex_search.settings import Settings


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a library as an earlier version has left it; everybody can reach its home, as far as is looked."""
    for folder in ("uploads", "store", "index", "dagster/history", "dagster/storage"):
        (tmp_path / "home" / folder).mkdir(parents=True)
    above = local_privacy._above
    monkeypatch.setattr(
        local_privacy, "_above", lambda folder: [path for path in above(folder) if tmp_path in path.parents]
    )
    return Settings(home=tmp_path / "home")


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_all_but_the_uploads_is_closed(settings: Settings) -> None:
    secure(settings)
    for folder in ("store", "index", "dagster/history", "dagster/storage"):
        assert mode(settings.home / folder) == 0o700
    assert mode(settings.home / "uploads") == 0o755
    assert exposed_folders(settings) == [settings.home / "uploads"]


def test_what_is_shared_with_a_group_stays_so(settings: Settings) -> None:
    (settings.home / "store").chmod(0o2770)
    secure(settings)
    assert mode(settings.home / "store") == 0o2770
    assert settings.home / "store" not in exposed_folders(settings)


def test_in_a_home_that_is_closed_nothing_is_exposed(settings: Settings) -> None:
    assert len(exposed_folders(settings)) == 5
    settings.home.chmod(0o700)
    assert exposed_folders(settings) == []


def test_of_a_library_on_s3_there_is_no_folder(tmp_path: Path) -> None:
    remote = Settings(home=tmp_path / "none", uploads="s3://bucket/up", store="s3://bucket/store")
    secure(remote)
    assert exposed_folders(remote) == []
    assert not (tmp_path / "none").exists()
