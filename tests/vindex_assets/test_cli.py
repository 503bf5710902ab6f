"""The command line as a person uses it: processes, their output and their exit status."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.films import make_film, make_subtitles
from tests.homes import Home
from tests.libraries import known_video

PATIENCE_S = 60
OPENED = {  # by whoever searches or indexes: what opens the index, the models, and what those are made of
    *("vindex_search.service", "vindex_search.opened", "vindex_search.index.embedded", "vindex_search.index.server"),
    *("vindex_search.models.text", "vindex_search.models.vision", "vindex_search.models.sparse"),
    *("qdrant_client", "qdrant_edge", "torch", "transformers", "sentence_transformers", "onnxruntime", "rapidocr"),
}


def test_from_a_file_to_an_answer_with_commands_alone(home: Home, tmp_path: Path) -> None:
    make_subtitles(make_film(tmp_path / "in" / "whale.mp4"), "A whale sings in the deep sea.")
    (tmp_path / "in" / "broken.mp4").write_text("no video")
    taken = home.command("ingest", str(tmp_path / "in"))
    assert taken.returncode == 1, taken.stdout + taken.stderr
    assert "failed library/broken.mp4: the file is no video or audio that can be read" in " ".join(taken.stdout.split())
    found = home.command("search", "singing whale", "--json")
    assert json.loads(found.stdout)["moments"][0]["title"] == "whale"
    listed = json.loads(home.command("videos", "--failed", "--json").stdout)
    assert [(video["title"], video["status"]) for video in listed["videos"]] == [("broken", "failed")]
    again = home.command("ingest", str(tmp_path / "in"))
    assert again.returncode == 0
    assert "0 files copied" in again.stdout
    assert "nothing to do" in again.stdout
    health = home.command("doctor")
    assert health.returncode == 0
    assert "failed: library/broken.mp4" in health.stdout
    assert "1 of 2 videos indexed" in health.stdout
    assert "points by channel: speech 1, words 1, screen 0, visual 0" in health.stdout
    assert "it was not checked yet whether anything is missing" in health.stdout
    assert "indexed     library/whale.mp4  speech 1, words 1" in home.command("videos").stdout
    assert "to be tried again in all: 1" in home.command("retry", "--failed").stdout
    assert home.command("videos", "--failed").stdout == "no videos\n"


def test_a_running_service_is_asked_and_gives_what_http_gives(home: Home, tmp_path: Path) -> None:
    film = make_subtitles(make_film(tmp_path / "in" / "whale.mp4"), "A whale sings in the deep sea.")
    assert home.command("ingest", str(film.parent)).returncode == 0
    command = [sys.executable, "-m", "vindex_assets.cli", "serve", "--port", "0"]
    with running(command, home) as url:
        while httpx.get(f"{url}/readyz", timeout=PATIENCE_S).status_code != 200:
            time.sleep(0.1)
        said = json.loads(home.command("search", "whale", "--json").stdout)
        answered = httpx.get(f"{url}/v1/search", params={"q": "whale", "limit": 5}, timeout=PATIENCE_S).json()
        assert {**said, "took_ms": 0} == {**answered, "took_ms": 0}
        refused = subprocess.run(command, env=home.environment, capture_output=True, text=True, check=False)
        assert refused.returncode == 1
        assert f"ask it at {url}" in refused.stderr


@contextmanager
def running(command: list[str], home: Home) -> Iterator[str]:
    """A service and its address; it is ended whatever happens, for `Popen` alone would wait for it for ever."""
    with subprocess.Popen(command, env=home.environment, stderr=subprocess.PIPE, text=True) as service:
        try:
            assert service.stderr is not None
            line = next(line for line in service.stderr if "search page:" in line)
            yield line.split("search page: ")[1].split()[0]
        finally:
            service.terminate()
            service.communicate(timeout=PATIENCE_S)


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
        (["retry"], "say what to try again: ids of videos, all that failed, or those of a workspace"),
        (["retry", "everything"], "'everything' is no video id"),
        (["forget", "--workspace", "No!"], "workspace 'No!' is not"),
        (["search", "  "], "say in a few words what to find"),
        (["models", "pull", "--set", "huge"], "'huge' is unknown; there are offline, standard"),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_no_trace(home: Home, arguments: list[str], says: str) -> None:
    done = home.command(*arguments)
    assert done.returncode == 1
    assert says in done.stderr
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
    lines = home.command("models", "list").stdout
    assert "here     text    sentence-transformers/all-MiniLM-L6-v2@0.1.0" in lines
    assert "google/siglip2-base-patch16-224@75de2d55ec2d" in lines
