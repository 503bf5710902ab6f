"""The table keeps the parts that were not measured anew."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.capacity.__main__ import replace_part


def test_a_part_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    table = tmp_path / "measured.json"
    replace_part("index", 1, {"commit": "a"}, table)
    replace_part("talk", 2, {"commit": "b"}, table)
    replace_part("index", 3, {"commit": "c"}, table)
    found = json.loads(table.read_text())
    assert list(found.items()) == [
        ("talk", {"measured_on": {"commit": "b"}, "figures": 2}),
        ("index", {"measured_on": {"commit": "c"}, "figures": 3}),
    ]
