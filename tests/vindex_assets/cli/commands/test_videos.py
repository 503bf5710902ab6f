"""Commands on videos as a user runs them: from files to answers, the sentences and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.media.films import make_film, make_subtitles
from tests.support.storage.video_records import known_video
from vindex_search.videos.left_alone import count_left_alone, write_left_alone

SEARCH_MODULES = {  # loaded by whoever searches or indexes: they open the index and the models
    "vindex_search.query.service",
    "vindex_search.query.engine",
    "vindex_search.index.qdrant_edge",
    "vindex_search.index.qdrant_server",
    "vindex_search.models.text",
    "vindex_search.models.vision",
    "vindex_search.models.sparse",
    "qdrant_client",
    "qdrant_edge",
    "torch",
    "transformers",
    "sentence_transformers",
    "onnxruntime",
    "rapidocr",
}


def test_from_a_file_to_an_answer_with_commands_alone(home: Home, tmp_path: Path) -> None:
    make_subtitles(make_film(tmp_path / "in" / "whale.mp4"), "A whale sings in the deep sea.")
    (tmp_path / "in" / "broken.mp4").write_text("no video")
    ingested = invoke("ingest", str(tmp_path / "in"))
    assert ingested.exit_code == 1, ingested.stdout + ingested.stderr
    assert "failed library/broken.mp4: the file is not a video or audio file that can be read" in " ".join(
        ingested.stdout.split()
    )
    found = invoke("search", "singing whale", "--json")
    assert json.loads(found.stdout)["moments"][0]["title"] == "whale"
    listed = json.loads(invoke("videos", "--failed", "--json").stdout)
    assert [(video["title"], video["status"]) for video in listed["videos"]] == [("broken", "failed")]
    again = invoke("ingest", str(tmp_path / "in"))
    assert again.exit_code == 0
    assert "0 files copied" in again.stdout
    assert "nothing to do" in again.stdout
    health = invoke("doctor")
    assert health.exit_code == 0
    assert "failed: library/broken.mp4" in health.stdout
    assert "1 of 2 videos indexed" in health.stdout
    assert "points by channel: speech 1, words 1, screen 0, visual 0" in health.stdout
    assert "completeness was not checked yet" in health.stdout
    assert "indexed     library/whale.mp4  speech 1, words 1" in invoke("videos").stdout
    assert "videos to be tried again: 1" in invoke("retry", "--failed").stdout
    assert invoke("videos", "--failed").stdout == "no videos\n"


def test_listing_the_videos_opens_neither_index_nor_models(home: Home) -> None:
    known_video(home.library.store, "team/tides.mp4")
    script = (
        "import json, sys; from vindex_assets.cli import app; app(['videos', '--json'], standalone_mode=False);"
        "print(json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=True)
    listed, modules = map(json.loads, done.stdout.splitlines())
    assert [video["title"] for video in listed["videos"]] == ["tides"]
    assert not SEARCH_MODULES & set(modules)
    assert not home.library.settings.index_dir.exists()


def test_a_named_file_that_is_not_taken_is_named_with_its_reason_and_fails(home: Home, tmp_path: Path) -> None:
    (tmp_path / "notes [draft].docx").write_bytes(b"PK")
    (tmp_path / "talk.en.srt").write_bytes(b"x")
    done = invoke("ingest", str(tmp_path / "notes [draft].docx"), str(tmp_path / "talk.en.srt"))
    assert done.exit_code == 1
    assert f"{tmp_path}/notes [draft].docx: not a video, audio or subtitle file\n" in done.stdout
    assert f"{tmp_path}/talk.en.srt: belongs to no video: none is named talk.*\n" in done.stdout
    assert "allowed are .mp4, " in done.stdout
    assert "nothing was taken" in done.stdout
    assert "nothing to do" not in done.stdout
    assert list(home.uploads.rglob("*")) == []


def test_the_list_of_videos_says_what_the_bucket_holds_besides(home: Home) -> None:
    write_left_alone(home.library.store, count_left_alone({"team/a.jpg": "suffix", "team/b.jpg": "suffix"}))
    assert "2 objects left alone: 2 neither video" in invoke("videos").stdout
    assert invoke("videos", "--failed").stdout == "no videos\n"
    assert json.loads(invoke("videos", "--json").stdout)["videos"] == []


def test_a_retry_of_nothing_is_one_sentence_without_a_traceback(home: Home) -> None:
    done = invoke("retry")
    assert done.exit_code == 1
    assert "name what to retry: video ids, all failed videos, or a workspace" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_weights_stop_the_run_before_any_work(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "in" / "whale.mp4")
    monkeypatch.setenv("VINDEX_MODELS", "standard")
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(tmp_path / "models"))
    done = invoke("ingest", str(film))
    assert done.exit_code == 1
    for part in ("intfloat/multilingual-e5-small", str(tmp_path / "models"), "vindex models pull"):
        assert part in done.stderr
    assert list(home.uploads.iterdir()) == []
