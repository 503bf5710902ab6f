"""`vindex audit`: who did what, filtered, as a table and as JSON."""

from __future__ import annotations

import json

import pytest

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from vindex_search.audit import folder_log
from vindex_search.audit.actor import Actor, dagster
from vindex_search.audit.trail import trail_of

VIDEO = "team--talk-0123456789"


@pytest.fixture
def written(home: Home) -> Home:
    with trail_of(home.library.store, Actor("key", "0a1b2c3d", "ci", "192.0.2.1", "r1")).deed("delete", videos=[VIDEO]):
        pass
    trail_of(home.library.store, dagster("run-1")).note("remove", "done", video="other--talk-0123456789")
    return home


def test_a_deed_is_one_line_with_its_result(written: Home) -> None:
    lines = invoke("audit").stdout.splitlines()
    assert len(lines) == 2
    for part in ("done", "delete", "ci (key 0a1b2c3d)", VIDEO, "from 192.0.2.1 r1"):
        assert part in lines[0]


@pytest.mark.parametrize(
    ("arguments", "actions"),
    [
        (["--actor", "ci"], ["delete", "delete"]),
        (["--actor", "dagster"], ["remove"]),
        (["--workspace", "team"], ["delete", "delete"]),
        (["--video", VIDEO], ["delete", "delete"]),
        (["--action", "remove"], ["remove"]),
        (["--since", "1d", "--actor", "nobody"], []),
        (["--since", "2999-01-01"], []),
    ],
)
def test_entries_are_filtered_and_printed_as_json(written: Home, arguments: list[str], actions: list[str]) -> None:
    lines = invoke("audit", "--json", *arguments).stdout.splitlines()
    assert [json.loads(line)["action"] for line in lines] == actions


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--since", "yesterday"], "'yesterday' is no time; allowed are days such as 7d"),
        (["--action", "steal"], "there is no action 'steal'; there are upload, delete"),
    ],
)
def test_a_wrong_filter_is_one_sentence(home: Home, arguments: list[str], says: str) -> None:
    done = invoke("audit", *arguments)
    assert (done.exit_code, says in done.stderr) == (1, True)


def test_a_damaged_line_is_told_and_hides_no_other(written: Home) -> None:
    folder_log.append(written.path / "store" / "audit", b"{torn\n")
    done = invoke("audit")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    assert "1 lines of the audit log cannot be read" in done.stderr
