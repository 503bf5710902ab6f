"""Values for Dagster's chart and the workers beside it. None was rendered or applied: no Helm, no cluster to be had."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
import yaml
from typer.main import get_command

from tests.support.session.checkout import CHECKOUT
from vindex_assets.cli import app

FOLDER: Final = CHECKOUT / "deploy" / "kubernetes"
INSTANCE: Final[dict[str, Any]] = yaml.safe_load((CHECKOUT / "deploy" / "dagster.yaml").read_text(encoding="utf-8"))
VALUES: Final[dict[str, Any]] = yaml.safe_load((FOLDER / "values.yaml").read_text(encoding="utf-8"))
OBJECTS: Final[list[dict[str, Any]]] = list(yaml.safe_load_all((FOLDER / "workers.yaml").read_text(encoding="utf-8")))
DEPLOYMENTS: Final = [one for one in OBJECTS if one["kind"] == "Deployment"]


def in_dagsters_words(values: Any) -> Any:
    """Names of the chart as `dagster.yaml` has them."""
    if isinstance(values, dict):
        return {
            re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", key): in_dagsters_words(value)
            for key, value in values.items()
        }
    return [in_dagsters_words(value) for value in values] if isinstance(values, list) else values


def test_the_chart_is_told_what_the_instance_says() -> None:
    daemon = in_dagsters_words(VALUES["dagsterDaemon"])
    assert daemon["run_coordinator"]["config"]["queued_run_coordinator"] == INSTANCE["concurrency"]["runs"]
    assert daemon["run_monitoring"] == INSTANCE["run_monitoring"]
    assert daemon["run_retries"] == INSTANCE["run_retries"]
    assert in_dagsters_words(VALUES["retention"]) == {"enabled": True, **INSTANCE["retention"]}
    assert VALUES["postgresql"]["postgresqlScheme"] == INSTANCE["storage"]["postgres"]["postgres_db"]["scheme"]
    logs = VALUES["computeLogManager"]["config"]["customComputeLogManager"]
    assert {name: logs[name] for name in ("module", "class")} == INSTANCE["compute_logs"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=[one["metadata"]["name"] for one in DEPLOYMENTS])
def test_a_deployment_runs_a_command_that_exists_and_selects_its_own_pods(deployment: dict[str, Any]) -> None:
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    command, *options = container["args"]
    known = get_command(app).get_command(None, command)  # type: ignore[attr-defined]  # a group
    names = {name for parameter in known.params for name in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= names
    assert deployment["spec"]["selector"]["matchLabels"] == deployment["spec"]["template"]["metadata"]["labels"]


def test_workers_are_given_time_to_drain() -> None:
    graces = [one["spec"]["template"]["spec"].get("terminationGracePeriodSeconds") for one in DEPLOYMENTS]
    assert graces == [21_600, 21_600, None]


def test_dagsters_webserver_which_has_no_users_is_reached_by_nobody() -> None:
    (policy,) = [one for one in OBJECTS if one["kind"] == "NetworkPolicy"]
    assert policy["spec"]["podSelector"]["matchLabels"] == {"component": "dagster-webserver"}
    assert policy["spec"]["ingress"] == []
    assert VALUES["ingress"]["enabled"] is False
