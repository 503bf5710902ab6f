"""What a step used: never negative, and absent from files of earlier versions."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from tests.support.library.activity.heartbeats import COST, attempt
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.runs.step_attempt import StepAttempt


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_a_figure_that_nothing_can_use_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="cpu_s"):
        replace(COST, cpu_s=value)


def test_a_file_of_an_earlier_version_has_none() -> None:
    older = {name: value for name, value in attempt(cost=COST).to_dict().items() if name != "cost"}
    assert StepAttempt.from_json(json.dumps(older).encode()) == attempt()


@pytest.mark.parametrize(("field", "value"), [("bytes_read", -1), ("bytes_read", "many"), ("is_shared", None)])
def test_a_damaged_cost_is_named(field: str, value: object) -> None:
    damaged = {**attempt().to_dict(), "cost": {**asdict(COST), field: value}}
    with pytest.raises(DamagedRecord, match=field):
        StepAttempt.from_json(json.dumps(damaged).encode())
