"""The systemd units: their commands exist, and a worker drains."""

from __future__ import annotations

import configparser
import shlex
from typing import Final

import pytest
from typer.main import get_command

from tests.support.session.checkout import CHECKOUT
from vindex_assets.cli import app

UNITS: Final = sorted((CHECKOUT / "deploy" / "systemd").glob("*.service"))


def unit(path: object) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names of systemd have capitals
    parser.read(str(path), encoding="utf-8")
    return parser


@pytest.mark.parametrize("path", UNITS, ids=[path.stem for path in UNITS])
def test_the_command_of_a_unit_exists_with_its_options(path: object) -> None:
    program, command, *options = shlex.split(unit(path)["Service"]["ExecStart"])
    assert program.endswith("/.venv/bin/vindex")
    found = get_command(app).get_command(None, command)  # type: ignore[attr-defined]  # a group
    known = {name for parameter in found.params for name in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known


@pytest.mark.parametrize("path", UNITS, ids=[path.stem for path in UNITS])
def test_a_unit_is_no_root_and_starts_again(path: object) -> None:
    service = unit(path)["Service"]
    assert (service["User"], service["Restart"]) == ("vindex", "always")


def test_a_worker_alone_hears_sigterm_and_has_time_to_drain() -> None:
    service = unit(CHECKOUT / "deploy" / "systemd" / "vindex-worker@.service")["Service"]
    assert (service["KillMode"], service["TimeoutStopSec"]) == ("mixed", "6h")
