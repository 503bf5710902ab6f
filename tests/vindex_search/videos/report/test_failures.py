"""Failed videos by reason."""

from __future__ import annotations

from typing import Any

from tests.support.library.activity.report_tables import Row, filmed, tables
from vindex_search.videos.report.failures import failure_groups


def failed(name: str, reason: str, **changed: Any) -> Row:
    why = {"failed_asset": "frames", "failure_kind": "permanent", "reason": reason, **changed}
    return filmed(name, status="failed", **why)


def test_reasons_that_differ_in_numbers_are_one() -> None:
    videos = [
        failed("a", "decoding exceeded its deadline of 120 s; it had reached second 3.5"),
        failed("b", "decoding exceeded its deadline of 360 s; it had reached second 12.25"),
        failed("c", "the upload is gone", failed_asset="video", failure_kind="transient"),
        filmed("d"),
    ]
    assert [group.model_dump() for group in failure_groups(tables([], videos).videos)] == [
        {
            "asset": "frames",
            "kind": "permanent",
            "reason": "decoding exceeded its deadline of N s; it had reached second N",
            "videos": 2,
        },
        {"asset": "video", "kind": "transient", "reason": "the upload is gone", "videos": 1},
    ]


def test_the_most_frequent_are_shown() -> None:
    names = [chr(ord("a") + number) for number in range(25)]
    videos = [failed(f"v{number}", f"reason {name}") for number, name in enumerate([*names, "z", "z"])]
    groups = failure_groups(tables([], videos).videos)
    assert (len(groups), groups[0].reason, groups[0].videos) == (20, "reason z", 2)
