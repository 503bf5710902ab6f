"""Alert rules and dashboard: valid, and about metrics that the service exports."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.monitoring.conftest import (
    ALERTS,
    OF_PROMETHEUS,
    alert_rules,
    expressions,
    panels,
    selectors,
)
from tests.support.session.checkout import CHECKOUT

MADE_BY_PROMETHEUS = {"job", "instance", "le"}


def test_promtool_takes_the_rules(promtool: str) -> None:
    done = subprocess.run([promtool, "check", "rules", str(ALERTS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(alert_rules())} rules found" in done.stdout


def test_the_rules_alarm_when_they_should_and_not_otherwise(promtool: str) -> None:
    cases = Path(__file__).with_name("alerts_test.yml")
    done = subprocess.run([promtool, "test", "rules", str(cases)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_metric_and_label_is_exported(exported: dict[str, set[str]], expression: str) -> None:
    named = list(selectors(expression))
    assert named
    for name, labels in named:
        assert name in exported or name in OF_PROMETHEUS, f"the service exports no {name}"
        assert labels - MADE_BY_PROMETHEUS <= exported.get(name, set()), f"{name} has no such label: {labels}"


def test_every_alert_says_what_is_wrong_and_how_bad() -> None:
    for rule in alert_rules():
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"warning", "critical"}
    assert len({rule["alert"] for rule in alert_rules()}) == len(alert_rules())


def test_panels_are_apart_and_lie_inside_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())


def test_every_metric_of_the_service_is_in_the_table_of_the_readme(exported: dict[str, set[str]]) -> None:
    table = (CHECKOUT / "deploy" / "prometheus" / "README.md").read_text()
    own = {re.sub("_(bucket|count|sum)$", "", name) for name in exported if name.startswith("vindex_")}
    assert {name for name in own if f"`{name}`" not in table} == {"vindex_build_info"}
