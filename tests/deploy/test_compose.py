"""The compose file: every setting that it names exists, and all services agree on them."""

from __future__ import annotations

from typing import Any, Final

import pytest
import yaml

from tests.support.session.checkout import CHECKOUT
from vindex_search.settings import Settings

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((CHECKOUT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
OWN: Final = ("dagster", "worker-cpu", "worker-gpu", "service")
CONNECTION: Final = {f"DAGSTER_POSTGRES_{name}" for name in ("HOST", "PORT", "DB", "USER", "PASSWORD")}


@pytest.mark.parametrize("name", OWN)
def test_every_setting_exists(name: str) -> None:
    variables = COMPOSE["services"][name]["environment"]
    ours = {variable for variable in variables if variable.startswith("VINDEX_")}
    assert {variable.removeprefix("VINDEX_").lower() for variable in ours} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", [name for name in OWN if name != "service"])
def test_every_process_of_dagster_reaches_its_database(name: str) -> None:
    text = (CHECKOUT / "deploy" / "dagster.yaml").read_text(encoding="utf-8")
    assert set(COMPOSE["services"][name]["environment"]) >= CONNECTION
    assert all(variable in text for variable in CONNECTION)


def test_what_waits_in_the_queues_outlives_a_restart_of_redis() -> None:
    redis = COMPOSE["services"]["redis"]
    assert redis["command"][1:5] == ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
    assert redis["volumes"]


def test_workers_are_given_time_to_drain() -> None:
    workers = [service for name, service in COMPOSE["services"].items() if name.startswith("worker-")]
    assert [worker["stop_grace_period"] for worker in workers] == ["6h", "6h"]


def test_nothing_listens_to_other_machines() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
