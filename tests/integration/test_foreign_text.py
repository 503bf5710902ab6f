"""Text of files in the command line: names, captions, reasons and notes steer no terminal and forge no line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.support.library.command_line import invoke
from tests.support.library.foreign_text import HIDDEN, HOSTILE, MARKUP, TERMINAL, steering
from tests.support.library.home import Home, open_home
from tests.support.library.prepared.written_library import WrittenLibrary
from tests.support.storage.video_records import failure, indexed, register
from vindex_search.contract.notes import Note
from vindex_search.videos.completeness_report import CompletenessReport, Missing, write_report
from vindex_search.videos.left_alone import count_left_alone, write_left_alone

COMMANDS: Final = {
    "videos": ["videos"],
    "failed": ["videos", "--failed"],
    "doctor": ["doctor"],
    "search": ["search", "whales sing"],
    "models": ["models", "list"],
    "keys": ["keys", "list"],
    "rebuild": ["index", "rebuild"],
    "no such video": ["forget", HOSTILE],
    "no such workspace": ["forget", "--workspace", HOSTILE],
    "nothing to retry": ["retry", HOSTILE],
    "no such key": ["keys", "revoke", HOSTILE],
    "no such set": ["reindex", "--models", HOSTILE],
    "no such file": ["ingest", f"/{HOSTILE}"],
    "no such folder": ["demo", "--once", "--videos", f"/{HOSTILE}"],
    "no such command": [HOSTILE],
    "no such option": [f"--{HOSTILE}"],
    "no such scope": ["keys", "create", "me", "--scope", HOSTILE],
    "no number": ["search", "x", "--limit", HOSTILE],
}
NAME: Final = (MARKUP + TERMINAL + HIDDEN).replace("/", "\u2215")  # as a file system takes it


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A library whose every text is hostile."""
    with open_home(tmp_path_factory.mktemp("hostile")) as home:
        store, key = home.library.store, f"team/{NAME}.mp4"
        written = WrittenLibrary(home.library.settings)
        said = written.publish(key, f"{HOSTILE} whales sing {HOSTILE}")
        notes = (Note("sound_lost", HOSTILE), Note("length_corrected", HOSTILE))
        store.write_record(said, replace(indexed(), notes=notes))
        failed = register(store, f"team/{NAME} 2.mp4", failure(reason=HOSTILE))
        write_left_alone(store, count_left_alone({f"team/{NAME}.jpg": "suffix", f"a/{NAME}": "refused"}))
        missing = Missing(video_id=failed, reason=HOSTILE, done=HOSTILE).model_dump()
        counts = {"videos": 2, "looked_at": 2, "missing_in": {"team": 1}, "quarantined_in": {}}
        report = {"at": "now", "until": "", **counts, "missing": [missing], "quarantined": []}
        write_report(store, CompletenessReport.model_validate(report))
        yield home


def test_json_is_exact_and_steers_nothing(hostile: Home) -> None:
    printed = invoke("videos", "--json").stdout
    assert steering(printed) == []
    listed = json.loads(printed)["videos"]
    assert {video["object_key"] for video in listed} == {f"team/{NAME}.mp4", f"team/{NAME} 2.mp4"}
    assert {video["reason"] for video in listed} == {None, HOSTILE}
    (moment, *_) = json.loads(invoke("search", "whales sing", "--json").stdout)["moments"]
    assert moment["title"] == NAME
    assert HOSTILE in moment["evidence"][0]["text"]


def test_hostile_files_are_ingested_and_left_alone_by_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for suffix in (".mp4", ".docx", ".srt", ""):
        (folder / f"{NAME[:60]}{suffix}").write_text("no film")
    with open_home(tmp_path / "home"):
        done = invoke("ingest", str(folder))
    assert "failed library/[/red".replace("/red", "\u2215red") in done.stdout
    assert steering(done.stdout + done.stderr) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_nothing_that_steers_or_hides(hostile: Home, command: str) -> None:
    done = invoke(*COMMANDS[command])
    assert done.stdout + done.stderr
    assert steering(done.stdout + done.stderr) == []
    assert not [line for line in done.stdout.splitlines() if line.startswith(("done", "indexed"))]
