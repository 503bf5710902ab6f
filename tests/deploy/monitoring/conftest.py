"""What the service exports, and what the alert rules and the dashboard ask for."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.library.activity.heartbeats import BEGAN, step, worker
from tests.support.session.checkout import CHECKOUT, absent
from vindex_search.contract.runs.queue import WAIT_BUCKETS_S, Backlog, QueueRecord, Waits
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings
from vindex_search.storage.runs import heartbeats

ALERTS: Final = CHECKOUT / "deploy" / "prometheus" / "alerts.yml"
DASHBOARD: Final = CHECKOUT / "deploy" / "grafana" / "vindex.json"
OF_PROMETHEUS: Final = {"up"}
SELECTOR: Final = re.compile(r"\b((?:vindex|process)_[a-z_]+|up)\b(?:\{([^}]*)\})?")
LABEL: Final = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)")


@pytest.fixture
def promtool() -> str:
    """Debian's promtool (`.ci/run` takes it from the package)."""
    return shutil.which("promtool") or absent("promtool is not installed: it is in Debian's package prometheus")


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The names of all samples that the service exports, each with the names of its labels."""
    service = SearchService(Settings(home=tmp_path))
    monkeypatch.setattr(service._engine.value, "count", lambda: 3)
    waits = Waits("live", (1,) * (len(WAIT_BUCKETS_S) + 1), 9.0)
    queue = QueueRecord(at=BEGAN, queued=1, started=1, backlog=(Backlog("a", "live", 1, BEGAN),), waits=(waits,))
    service.store.write_library_record(queue)
    heartbeats.write_step(service.store.root, step())
    heartbeats.write_worker(service.store.root, worker())
    service.metrics.requests.labels("GET", "/v1/search", "200").observe(0.1)
    with service.metrics.time_stage("encode"):
        pass
    families = list(text_string_to_metric_families(generate_latest(service.metrics.registry).decode()))
    found: dict[str, set[str]] = {family.name: set() for family in families if family.type == "gauge"}
    for sample in (sample for family in families for sample in family.samples):
        found.setdefault(sample.name, set()).update(sample.labels)
    return found


def alert_rules() -> list[dict[str, Any]]:
    """The alert rules of all groups."""
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """The panels of the dashboard."""
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def expressions() -> Iterator[str]:
    """The expressions of the rules and of the dashboard."""
    yield from (rule["expr"] for rule in alert_rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def selectors(expression: str) -> Iterator[tuple[str, set[str]]]:
    """The metrics that an expression names, with the labels that it selects by."""
    for name, labels in SELECTOR.findall(expression):
        yield name, set(LABEL.findall(labels))
