from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.support.http.serve_process import PATIENCE_S, serve_process
from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.media.films import make_film, make_subtitles


@pytest.mark.slow  # `cli/test_search` asks a service in this process
def test_search_uses_a_running_service_and_prints_what_http_returns(home: Home, tmp_path: Path) -> None:
    film = make_subtitles(make_film(tmp_path / "in" / "whale.mp4"), "A whale sings in the deep sea.")
    assert invoke("ingest", str(film.parent)).exit_code == 0
    with serve_process(home) as service:
        service.wait_for_url()
        service.wait_until_ready()
        printed = json.loads(invoke("search", "whale", "--json").stdout)
        response = httpx.get(f"{service.url}/v1/search", params={"q": "whale", "limit": 5}, timeout=PATIENCE_S)
        assert {**printed, "took_ms": 0} == {**response.json(), "took_ms": 0}
        refused = invoke("serve", "--port", "0")
        assert refused.exit_code == 1
        assert f"ask it at {service.url}" in refused.stderr


def test_dagsters_ui_does_not_start_for_other_machines_without_keys(home: Home) -> None:
    refused = invoke("dagster", "--host", "0.0.0.0", "--port", "0")
    assert refused.exit_code == 1
    assert "'0.0.0.0' can be reached from other machines, and this library has no keys" in refused.stderr


def test_a_demo_of_a_folder_without_videos_ends_before_anything_is_started(home: Home, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.docx").write_bytes(b"PK")
    done = invoke("demo", "--once", "--videos", str(tmp_path / "in"))
    assert done.exit_code == 1
    assert f"{tmp_path}/in/notes.docx: not a video, audio or subtitle file" in done.stdout
    assert "can be indexed" in done.stderr
