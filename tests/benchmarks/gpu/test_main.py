"""The script without a GPU."""

from __future__ import annotations

import pytest

from benchmarks.gpu import __main__ as script


def test_without_a_device_it_says_so_and_ends_with_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "device", lambda: "cpu")
    monkeypatch.setattr("sys.argv", ["benchmarks.gpu"])
    assert script.main() == 2
    assert capsys.readouterr().err.splitlines() == [script.NO_DEVICE]
