"""The validator finds what it is for."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.vindex_search.export.iiif.structure import PRESENTATION, faults

CANVAS = "http://x/c"
GOOD: dict[str, Any] = {
    "@context": PRESENTATION,
    "id": "http://x/m",
    "type": "Manifest",
    "label": {"none": ["x"]},
    "items": [{"id": CANVAS, "type": "Canvas", "duration": 1.0, "items": []}],
}


def test_a_good_manifest_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    "change",
    [
        {"@context": "http://elsewhere"},
        {"id": "m"},
        {"label": "x"},
        {"items": [{"id": CANVAS, "type": "Canvas"}]},
        {"items": [{"id": CANVAS, "type": "Canvas", "duration": 0}]},
        {"items": [{"id": CANVAS, "type": "Canvas", "duration": 1.0, "width": 4}]},
    ],
)
def test_a_fault_is_found(change: dict[str, Any]) -> None:
    assert faults({**copy.deepcopy(GOOD), **change})
