"""The instance of a cluster: Dagster accepts it, and it differs from that of one machine where a comment says why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from tests.support.dagster.dagster_internals import dagster_instance_config
from tests.support.session.checkout import CHECKOUT

CLUSTER: Final = CHECKOUT / "deploy" / "dagster.yaml"
ONE_MACHINE: Final = CHECKOUT / "dagster_home" / "dagster.yaml"
REASON: Final = "# cluster:"


def values(path: Path) -> dict[str, Any]:
    """All values of a file by their path."""
    return dict(flat(yaml.safe_load(path.read_text(encoding="utf-8"))))


def flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(inner, f"{name}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from flat(inner, f"{name}/{number}")
    else:
        yield name, value


def test_it_differs_where_a_reason_says_why_and_nowhere_else() -> None:
    cluster, one_machine = values(CLUSTER), values(ONE_MACHINE)
    differing = {name for name in cluster.keys() | one_machine.keys() if cluster.get(name) != one_machine.get(name)}
    assert {"/".join(name.split("/")[:3]) for name in differing} == {
        "/storage/postgres",
        "/compute_logs/module",
        "/compute_logs/class",
        "/run_launcher/module",
        "/run_launcher/class",
        "/concurrency/runs",
        "/concurrency/pools",
    }
    text = CLUSTER.read_text(encoding="utf-8")
    explained = re.findall(rf"^\s*-?\s*(\w+):.*{REASON} \w", text, re.MULTILINE)
    assert explained == [
        "storage",
        "compute_logs",
        "run_launcher",
        "max_concurrent_runs",
        "limit",
        "limit",
        "granularity",
    ]
    assert {name.rsplit("/", 1)[-1] for name in differing if name.startswith("/concurrency")} == {
        "max_concurrent_runs",
        "limit",
        "default_limit",
    }


def test_dagster_accepts_it() -> None:
    config, _ = dagster_instance_config(str(CLUSTER.parent))
    assert config["run_monitoring"]["enabled"] is True
