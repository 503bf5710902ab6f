"""`vindex capacity`: a plan as a table and as JSON; errors name value and range."""

from __future__ import annotations

import json

from tests.support.library.command_line import invoke


def test_a_plan_is_a_table() -> None:
    done = invoke("capacity", "--hours", "10000")
    assert done.exit_code == 0
    assert done.stdout.startswith("10,000 hours of talk in 60,000 videos, model set offline\n")


def test_a_plan_as_json_has_the_demand_and_all_parts() -> None:
    plan = json.loads(invoke("capacity", "--hours", "100", "--profile", "film", "--json").stdout)
    assert plan["demand"]["profile"] == "film"
    assert {"work", "machines", "store", "index", "import_requests", "idle_requests", "month_money"} <= plan.keys()


def test_a_value_out_of_range_is_one_sentence() -> None:
    done = invoke("capacity", "--hours", "0")
    assert (done.exit_code, done.stderr) == (1, "vindex: hours=0: it lies between 1 and 10,000,000 (hours)\n")


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    done = invoke("capacity", "--hours", "1", "--profile", "song")
    assert done.exit_code == 2
    assert "'talk', 'film'" in done.stderr
