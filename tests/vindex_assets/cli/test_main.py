"""The console script: an invalid setting is one sentence and exit status 2, before any command begins."""

from __future__ import annotations

import sys

import pytest

from tests.support.library.home import Home
from vindex_assets.cli import main
from vindex_search.settings import settings


def exit_status(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """Run the console script in this process; returns its exit status."""
    settings.cache_clear()
    monkeypatch.setattr(sys, "argv", ["vindex", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_an_invalid_setting_is_one_sentence_that_names_it(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VINDEX_MODELS", "best")
    assert exit_status(monkeypatch, "videos") == 2
    printed = capsys.readouterr()
    assert printed.err == "vindex: VINDEX_MODELS='best': Input should be 'offline' or 'standard'\n"
    assert printed.out == ""


def test_each_invalid_setting_has_its_sentence(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VINDEX_PORT", "70000")
    monkeypatch.setenv("VINDEX_SAMPLING", "all")
    assert exit_status(monkeypatch, "videos") == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["VINDEX_PORT='70000'", "VINDEX_SAMPLING='all'"]


def test_with_valid_settings_the_command_runs(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status(monkeypatch, "videos") == 0
    assert capsys.readouterr().out == "no videos\n"
    assert exit_status(monkeypatch, "retry") == 1
