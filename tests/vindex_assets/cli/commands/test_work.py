"""Commands on what runs and has become of it, as a user runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.activity.heartbeats import attempt, step, worker
from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import SPOKEN, indexed_library, open_copied_home
from tests.support.session.session_cache import SessionCache
from tests.support.storage.video_records import attempted, failure, publish, register
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.runs.history import add_attempt


def test_the_history_of_a_video_and_what_is_no_video(home: Home) -> None:
    name = register(home.library.store, "team/a.mp4")
    assert invoke("history", name).stdout == f"no attempts at {name} are recorded\n"
    add_attempt(home.library.store, name, attempt("video"))
    assert "asked by sensor" in invoke("history", name).stdout
    assert json.loads(invoke("history", name, "--json").stdout)["runs"][0]["hosts"] == ["host-1"]
    refused = invoke("history", "team--none-0123456789")
    assert (refused.exit_code, "there is no video 'team--none-0123456789'" in refused.stderr) == (1, True)


def test_the_workers_and_their_steps(home: Home) -> None:
    heartbeats.write_worker(home.library.store.root, worker())
    heartbeats.write_step(home.library.store.root, step())
    assert "gpu@host-1  busy" in invoke("workers").stdout
    assert json.loads(invoke("workers", "--json").stdout)["workers"][0]["steps"][0]["asset"] == "transcript"


def test_a_video_in_work_is_listed_with_its_progress(home: Home) -> None:
    name = register(home.library.store, "team/a.mp4", attempted())
    heartbeats.write_step(home.library.store.root, step(name))
    line = invoke("videos").stdout
    assert "processing  team/a.mp4  20 %, transcript 50 %, last sign" in line
    assert line.rstrip().endswith("ago !"), "it is from the beginning of the year"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--failed-asset", "audio"), ["deaf"]),
        (("--failure-kind", "permanent"), ["torn"]),
        (("--reason", "no VIDEO"), ["torn"]),
        (("--model-set", "offline"), ["bread"]),
        (("--failed", "--older-than", "7d"), ["deaf", "torn"]),
        (("--younger-than", "1d"), []),
    ],
)
def test_videos_are_filtered_as_over_http(home: Home, options: tuple[str, ...], expected: list[str]) -> None:
    transient = replace(failure(asset="audio", reason="Qdrant is away"), kind="transient")
    register(home.library.store, "team/deaf.mp4", transient)
    register(home.library.store, "team/torn.mp4", failure())
    publish(home.library.store, "team/bread.mp4")
    listed = json.loads(invoke("videos", *options, "--json").stdout)["videos"]
    assert sorted(video["title"] for video in listed) == expected


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        (("videos", "--failed-asset", "sound"), "video, frames, audio"),
        (("videos", "--failure-kind", "odd"), "permanent, transient"),
        (("videos", "--model-set", "best"), "offline, standard"),
        (("videos", "--older-than", "old"), "90s, 15m, 6h, 7d"),
        (("replay", "team--a-0123456789", "--asset", "sound"), "video, frames, audio"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(home: Home, options: tuple[str, ...], allowed: str) -> None:
    refused = invoke(*options)
    assert refused.exit_code == 1
    assert allowed in refused.stderr
    assert repr(options[-1]) in refused.stderr


def test_a_replay_says_whether_it_is_the_same_and_keeps_what_differs(
    session_cache: SessionCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with open_copied_home(indexed_library(session_cache, SPOKEN), tmp_path / "home") as home:
        monkeypatch.setattr("tempfile.tempdir", str(scratch))
        store = home.library.store
        (name,) = store.video_ids()
        same = invoke("replay", name, "--asset", "transcript")
        assert (same.exit_code, "the same, bit by bit (transcript.parquet)" in same.stdout) == (0, True)
        assert list(scratch.iterdir()) == []
        stamp = store.stamp(name, TRANSCRIPT)
        assert stamp is not None
        store.write_table(name, TRANSCRIPT, store.read_table(name, TRANSCRIPT).head(1), stamp)
        other = invoke("replay", name, "--asset", "transcript")
        assert (other.exit_code, "rows: 1 stored, 2 now" in other.stdout) == (1, True)
        assert len(list(scratch.glob("vindex-replay-*"))) == 1
