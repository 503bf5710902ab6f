from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from vindex_assets.definitions import defs
from vindex_assets.pipeline.policy import POLICIES

SNAPSHOT = Path(__file__).with_name("definitions.json")
HEAVY = ["torch", "transformers", "whisperx", "decord", "qdrant_edge", "qdrant_client", "rapidocr", "boto3", "polars"]


def described() -> dict[str, object]:
    graph = defs.resolve_asset_graph()
    assets = {
        key.to_user_string(): {
            "group": node.group_name,
            "kinds": sorted(node.kinds),
            "parents": sorted(parent.to_user_string() for parent in node.parent_keys),
            "pools": sorted(node.pools or []),
            "code_version": node.code_version,
            "partitions": getattr(node.partitions_def, "name", None),
            "videos_per_run": node.backfill_policy.max_partitions_per_run if node.backfill_policy else None,
            "described": bool(node.description),
            "owners": sorted(node.owners),
        }
        for key, node in ((key, graph.get(key)) for key in graph.get_all_asset_keys())
    }
    repository = defs.get_repository_def()
    return {
        "assets": dict(sorted(assets.items())),
        "jobs": sorted(job.name for job in repository.get_all_jobs() if not job.name.startswith("__")),
        "schedules": sorted(schedule.name for schedule in repository.schedule_defs),
        "sensors": sorted(sensor.name for sensor in repository.sensor_defs),
    }


def test_the_graph_is_the_one_on_record() -> None:
    """A change of the graph shows in its review.

    `python -m tests.vindex_assets.definitions.test_definitions` records it.
    """
    assert described() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_every_asset_of_a_video_has_its_row() -> None:
    assert {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()} == {
        *POLICIES,
        "calibration",
        "completeness",
        "library_report",
    }


def test_nothing_heavy_is_imported_with_the_definitions() -> None:
    code = "import sys, vindex_assets.definitions as d; d.defs.get_repository_def(); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in HEAVY if name in found] == []


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(described(), indent=1) + "\n", encoding="utf-8")
