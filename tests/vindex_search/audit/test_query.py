"""query: the entries that are wanted, one a deed, in lines that no text of a caller can break or turn around."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.audit.entry import Entry
from vindex_search.audit.query import Wanted, latest_of_each_deed, table

ENTRY = Entry(
    at="2026-01-01T00:00:00.000+00:00", deed="d1", actor_kind="key", actor_id="0a1b2c3d", actor_name="ci",
    action="delete", result="begun", workspace="team", video="team--talk-0123456789", address="192.0.2.1",
    request_id="r1", detail="with its upload",
)  # fmt: skip


@pytest.mark.parametrize("actor", ["", "key", "0a1b2c3d", "ci"])
def test_an_actor_is_a_kind_an_id_or_a_name(actor: str) -> None:
    assert Wanted(actor=actor).matches(ENTRY)


@pytest.mark.parametrize(
    "wanted", [Wanted("dagster"), Wanted(action="retry"), Wanted(video="other"), Wanted(workspace="tea")]
)
def test_what_differs_is_not_wanted(wanted: Wanted) -> None:
    assert not wanted.matches(ENTRY)


def test_of_a_deed_the_result_is_shown_and_of_a_killed_one_its_beginning() -> None:
    done, killed = replace(ENTRY, result="done"), replace(ENTRY, deed="d2")
    assert latest_of_each_deed([ENTRY, killed, done]) == [done, killed]


def test_a_line_says_it_all() -> None:
    (line,) = table([ENTRY])
    for part in ("2026-01-01T00:00:00", "begun", "delete", "ci (key 0a1b2c3d)", ENTRY.video, "192.0.2.1 r1", "upload"):
        assert part in line


@given(st.text(max_size=40))
def test_text_of_a_caller_stays_in_its_line(text: str) -> None:
    (line,) = table([replace(ENTRY, actor_name=text, detail=text, address=text)])
    assert line.isprintable()
