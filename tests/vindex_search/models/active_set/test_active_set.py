"""The active model set: that of the settings until another one is activated."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.models.active_set import ActiveSetRecord, activate, active_model_set, open_store
from vindex_search.models.catalogue import model_set
from vindex_search.settings import Settings


def test_the_set_of_the_settings_is_active_by_default(tmp_path: Path) -> None:
    assert active_model_set(Settings(home=tmp_path)) == model_set("offline")
    assert active_model_set(Settings(home=tmp_path, models="standard")) == model_set("standard")


def test_an_activated_set_takes_precedence_over_the_settings(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    activate(settings, model_set("standard"))
    assert active_model_set(settings) == model_set("standard")
    activate(settings, model_set("offline"))
    assert active_model_set(settings) == model_set("offline")


def test_an_unknown_active_set_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    open_store(settings, model_set("offline")).write_library_record(ActiveSetRecord("retired", ""))
    with pytest.raises(ValueError, match="model set 'retired' is unknown; there are offline, standard"):
        active_model_set(settings)
