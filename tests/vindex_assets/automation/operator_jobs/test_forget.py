"""The jobs that forget videos: they list what they would remove, remove what they listed, and write it down."""

from __future__ import annotations

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.dagster.operator_runs import execute, failure_reason, run
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog
from vindex_search.contract.records import ForgottenRecord
from vindex_search.videos import delete
from vindex_search.videos.video import get_video

JOBS = [
    ("forget_video", "forget_videos_op", {"video_ids": ["{name}"]}),
    ("forget_workspace", "forget_workspace_op", {"workspace": "team"}),
]


@pytest.mark.parametrize(("job", "op", "config"), JOBS)
@pytest.mark.parametrize("uploads", [False, True])
def test_without_a_word_it_lists_what_it_would_remove_and_removes_nothing(
    home: Home, job: str, op: str, config: dict[str, object], uploads: bool
) -> None:
    name = indexed_video(home, "team/a.mp4")
    named = {field: [name] if field == "video_ids" else value for field, value in config.items()}
    before = sorted(path for path in home.path.rglob("store/**/*") if path.is_file())
    listed = run(home, job, op, **named, uploads=uploads)
    assert str(listed["result"].value).startswith("would remove 1 videos with 1 points, ")
    assert "dry_run: false" in str(listed["result"].value)
    assert sorted(path for path in home.path.rglob("store/**/*") if path.is_file()) == before
    assert home.instance.get_dynamic_partitions(VIDEOS) == [name]
    removed = run(home, job, op, **named, uploads=uploads, dry_run=False)
    assert removed["removed"] == listed["removed"]
    assert str(removed["result"].value).startswith("removed 1 videos with 1 points, ")


@pytest.mark.parametrize("uploads", [False, True], ids=["the upload stays", "with the upload"])
def test_a_video_is_forgotten_and_the_run_says_what_was_removed(home: Home, uploads: bool) -> None:
    name, other = indexed_video(home, "team/a.mp4"), indexed_video(home, "team/b.mp4")
    metadata = run(home, "forget_video", "forget_videos_op", dry_run=False, video_ids=[name], uploads=uploads)
    assert {key: metadata[key].value for key in ("videos", "points", "uploads")} == {
        "videos": 1,
        "points": 1,
        "uploads": int(uploads),
    }
    assert metadata["bytes"].value > 0
    row = metadata["removed"].records[0].data
    assert (row["video_id"], row["uploads"]) == (name, "team/a.mp4" if uploads else "")
    assert row["artefacts"] == metadata["artefacts"].value > 8
    assert (home.uploads / "team" / "a.mp4").exists() != uploads
    assert (home.library.store.read_record(name, ForgottenRecord) is None) == uploads
    assert home.instance.get_dynamic_partitions(VIDEOS) == [other]


def test_a_deletion_is_that_of_the_search_package(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, bool]] = []

    def note(*given: object, upload: bool, actor: Actor) -> None:
        assert (actor.kind, actor.name) == ("dagster", "dagster")
        calls.append((str(given[-1]), upload))

    monkeypatch.setattr(delete, "delete_video", note)
    name = indexed_video(home, "team/a.mp4")
    run(home, "forget_video", "forget_videos_op", dry_run=False, video_ids=[name], uploads=True)
    run(home, "forget_workspace", "forget_workspace_op", dry_run=False, workspace="team")
    assert calls == [(name, True), (name, False)]


def test_a_workspace_is_forgotten_and_no_other(home: Home) -> None:
    for key in ("team/a.mp4", "team/b.mp4"):
        indexed_video(home, key)
    other = indexed_video(home, "other/c.mp4")
    metadata = run(home, "forget_workspace", "forget_workspace_op", dry_run=False, workspace="team", uploads=True)
    assert (metadata["videos"].value, metadata["points"].value, metadata["uploads"].value) == (2, 2, 2)
    assert list(home.library.store.video_ids()) == [other]
    assert run(home, "forget_workspace", "forget_workspace_op", dry_run=False, workspace="team")["videos"].value == 0


def test_what_a_run_did_is_written_down_with_its_id(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    done = execute(home, "forget_workspace", "forget_workspace_op", dry_run=False, workspace="team", uploads=True)
    entries = [entry for entry in AuditLog(home.library.store.root).read() if entry and entry.result == "done"]
    assert [(one.action, one.workspace, one.video) for one in entries] == [
        ("delete", "team", name),
        ("forget_workspace", "team", ""),
    ]
    assert {(one.actor_kind, one.actor_id) for one in entries} == {("dagster", done.run_id)}


def test_without_the_audit_log_a_run_fails_and_removes_nothing(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    (home.path / "store" / "audit").write_text("in its place")
    for job, op, config in (
        ("forget_video", "forget_videos_op", {"video_ids": [name], "dry_run": False}),
        ("forget_workspace", "forget_workspace_op", {"workspace": "team", "uploads": True, "dry_run": False}),
    ):
        assert "nothing was done, as the audit log" in failure_reason(execute(home, job, op, **config))
    assert get_video(home.library.store, name) is not None


def test_while_a_run_works_on_it_nothing_is_removed(home: Home) -> None:
    name, other = indexed_video(home, "team/a.mp4"), indexed_video(home, "team/b.mp4")
    create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTED, tags={PARTITION_TAG: name})
    refused = failure_reason(execute(home, "forget_video", "forget_videos_op", dry_run=False, video_ids=[other, name]))
    assert f"a run is working on {name}" in refused
    assert f"a run is working on {name}" in failure_reason(
        execute(home, "forget_workspace", "forget_workspace_op", dry_run=False, workspace="team")
    )
    assert set(home.library.store.published()) == {name, other}


@pytest.mark.parametrize(
    ("job", "op", "config", "message"),
    [
        ("forget_video", "forget_videos_op", {"video_ids": ["everything"]}, "'everything' is no video id"),
        ("forget_workspace", "forget_workspace_op", {"workspace": "No!"}, "workspace 'No!' is not"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    home: Home, job: str, op: str, config: dict[str, object], message: str
) -> None:
    assert message in failure_reason(execute(home, job, op, **config))
