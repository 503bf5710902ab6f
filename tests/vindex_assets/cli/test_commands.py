"""The command line as a person uses it: from files to answers, its sentences and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.http.serve_process import PATIENCE_S, serve_process
from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.media.films import make_film, make_subtitles
from tests.support.storage.video_records import known_video

OPENED = {  # by whoever searches or indexes: what opens the index, the models, and what those are made of
    *(
        "vindex_search.query.service",
        "vindex_search.query.engine",
        "vindex_search.index.qdrant_edge",
        "vindex_search.index.qdrant_server",
    ),
    *("vindex_search.models.text", "vindex_search.models.vision", "vindex_search.models.sparse"),
    *("qdrant_client", "qdrant_edge", "torch", "transformers", "sentence_transformers", "onnxruntime", "rapidocr"),
}


def test_from_a_file_to_an_answer_with_commands_alone(home: Home, tmp_path: Path) -> None:
    make_subtitles(make_film(tmp_path / "in" / "whale.mp4"), "A whale sings in the deep sea.")
    (tmp_path / "in" / "broken.mp4").write_text("no video")
    taken = home.command("ingest", str(tmp_path / "in"))
    assert taken.returncode == 1, taken.stdout + taken.stderr
    assert "failed library/broken.mp4: the file is not a video or audio file that can be read" in " ".join(
        taken.stdout.split()
    )
    found = home.command("search", "singing whale", "--json")
    assert json.loads(found.stdout)["moments"][0]["title"] == "whale"
    listed = json.loads(invoke("videos", "--failed", "--json").stdout)
    assert [(video["title"], video["status"]) for video in listed["videos"]] == [("broken", "failed")]
    again = home.command("ingest", str(tmp_path / "in"))
    assert again.returncode == 0
    assert "0 files copied" in again.stdout
    assert "nothing to do" in again.stdout
    health = invoke("doctor")
    assert health.exit_code == 0
    assert "failed: library/broken.mp4" in health.stdout
    assert "1 of 2 videos indexed" in health.stdout
    assert "points by channel: speech 1, words 1, screen 0, visual 0" in health.stdout
    assert "it was not checked yet whether anything is missing" in health.stdout
    assert "indexed     library/whale.mp4  speech 1, words 1" in invoke("videos").stdout
    assert "to be tried again in all: 1" in invoke("retry", "--failed").stdout
    assert invoke("videos", "--failed").stdout == "no videos\n"


def test_a_running_service_is_asked_and_gives_what_http_gives(home: Home, tmp_path: Path) -> None:
    film = make_subtitles(make_film(tmp_path / "in" / "whale.mp4"), "A whale sings in the deep sea.")
    assert invoke("ingest", str(film.parent)).exit_code == 0
    with serve_process(home) as service:
        service.wait_for_url()
        service.wait_until_ready()
        said = json.loads(invoke("search", "whale", "--json").stdout)
        asked = httpx.get(f"{service.url}/v1/search", params={"q": "whale", "limit": 5}, timeout=PATIENCE_S)
        assert {**said, "took_ms": 0} == {**asked.json(), "took_ms": 0}
        refused = home.command("serve", "--port", "0")
        assert refused.returncode == 1
        assert f"ask it at {service.url}" in refused.stderr


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
    assert not OPENED & set(modules)
    assert not home.library.settings.index_dir.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ingest", "/no/such/folder"], "there is no file or folder '/no/such/folder'"),
        (["demo", "--videos", "/no/such/folder"], "there is no folder '/no/such/folder'"),
        (["retry", "everything"], "'everything' is no video id"),
        (["forget", "--workspace", "No!"], "workspace 'No!' is not"),
        (["forget", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["ingest", ".", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["retry", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["search", "x", "--workspace", "a--b"], "workspace 'a--b' is not valid"),
        (["search", "  "], "say in a few words what to find"),
        (["models", "pull", "--set", "huge"], "'huge' is unknown; there are offline, standard"),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_no_trace(home: Home, arguments: list[str], says: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(home.uploads.iterdir()) == []


def test_a_wrong_argument_of_a_process_is_one_sentence_and_no_trace(home: Home) -> None:
    done = home.command("retry")
    assert done.returncode == 1
    assert "say what to try again: ids of videos, all that failed, or those of a workspace" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_sentence_that_names_it(home: Home) -> None:
    environment = {**home.environment, "VINDEX_MODELS": "best"}
    command = [sys.executable, "-m", "vindex_assets.cli", "videos"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "VINDEX_MODELS='best': Input should be 'offline' or 'standard'" in done.stderr


def test_missing_weights_stop_the_run_before_any_work(home: Home, tmp_path: Path) -> None:
    film = make_film(tmp_path / "in" / "whale.mp4")
    environment = {
        **home.environment,
        **{"VINDEX_MODELS": "standard", "VINDEX_MODELS_DIR": str(tmp_path / "models"), "HF_HOME": str(tmp_path / "hf")},
    }
    command = [sys.executable, "-m", "vindex_assets.cli", "ingest", str(film)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for part in ("intfloat/multilingual-e5-small", str(tmp_path / "models"), "vindex models pull"):
        assert part in done.stderr
    assert list(home.uploads.iterdir()) == []


def test_the_model_sets_are_listed_with_what_is_here(home: Home) -> None:
    lines = invoke("models", "list").stdout
    assert "here     text    sentence-transformers/all-MiniLM-L6-v2@0.1.0" in lines
    assert "google/siglip2-base-patch16-224@75de2d55ec2d" in lines
