from __future__ import annotations

from pathlib import Path

import pytest

from vindex_assets.runs.instance import dagster_home, open_instance
from vindex_search.settings import CHECKOUT, DEFAULT_HOME, Settings


def test_the_default_library_has_the_instance_of_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    assert dagster_home(Settings(home=DEFAULT_HOME)) == CHECKOUT / "dagster_home"


def test_two_libraries_have_two_instances(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    one, other = (dagster_home(Settings(home=tmp_path / name)) for name in ("one", "other"))
    assert one == tmp_path / "one" / "dagster"
    assert other != one


def test_a_given_dagster_home_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    assert dagster_home(Settings(home=DEFAULT_HOME)) == tmp_path


def test_a_new_instance_gets_the_shipped_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "new"))
    with open_instance(Settings(home=tmp_path)) as instance:
        assert (tmp_path / "new" / "dagster.yaml").read_text() == (
            CHECKOUT / "dagster_home" / "dagster.yaml"
        ).read_text()
        assert instance.run_monitoring_enabled
        assert not instance.telemetry_enabled
