"""doctor: what is broken is marked and makes the exit status 1; what is only worth knowing does not."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.storage.notes import DECIDED, LOST
from tests.support.storage.video_records import failure, indexed, register
from vindex_assets.cli import doctor
from vindex_search.index.lock import OwnerLock
from vindex_search.models.catalogue import PYANNOTE, SPHINX, WHISPER_BASE
from vindex_search.sandbox.jail.protections import NO_LANDLOCK, NO_SECCOMP, Protections
from vindex_search.videos.completeness_report import CompletenessReport, write_report
from vindex_search.videos.left_alone import count_left_alone, write_left_alone


def bad(report: str) -> list[str]:
    """The lines of a report that make the check fail."""
    return [line for line in report.splitlines() if line.startswith("BAD ")]


def test_a_sound_installation_has_nothing_bad_and_exits_with_0(home: Home) -> None:
    done = invoke("doctor")
    assert (done.exit_code, bad(done.stdout)) == (0, [])
    for line in ("ok   dagster ", "ok   torch ", "ok   model set offline, ", "note no search service is running"):
        assert line in done.stdout
    assert f"ok   uploads {home.uploads}\nok   store {home.path / 'store'}\n" in done.stdout


def test_a_missing_package_is_bad_and_exits_with_1(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("dagster", "no-such-package", "polars"))
    done = invoke("doctor")
    assert done.exit_code == 1
    assert bad(done.stdout) == ["BAD  no-such-package is not installed: run `make setup`"]
    assert "ok   polars " in done.stdout


@pytest.mark.parametrize(
    ("found", "lines"),
    [
        (Protections(7, True), ["ok   decoders run in a jail of Landlock 7 and seccomp"]),
        (Protections(0, True), ["ok   decoders run in a jail of seccomp", f"note {NO_LANDLOCK}"]),
        (Protections(0, False), [f"note {NO_LANDLOCK}", f"note {NO_SECCOMP}"]),
    ],
)
def test_what_the_kernel_lacks_of_the_jail_is_a_note(
    home: Home, monkeypatch: pytest.MonkeyPatch, found: Protections, lines: list[str]
) -> None:
    monkeypatch.setattr(doctor, "protections", lambda: found)
    done = invoke("doctor")
    said = [line for line in done.stdout.splitlines() if "decoders" in line]
    assert (done.exit_code, said) == (0, lines)


def test_the_recogniser_and_what_speakers_need_are_named(home: Home) -> None:
    lines = invoke("doctor").stdout
    assert f"ok   speech is recognised by whisperx with {WHISPER_BASE.id}" in lines
    assert f"note speakers are not told apart: that takes {PYANNOTE.id}" in lines


def test_where_the_stand_in_hears_that_is_a_note_and_no_error(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))  # where `make setup` puts weights
    done = invoke("doctor")
    assert (done.exit_code, bad(done.stdout)) == (0, [])
    assert f"ok   speech is recognised by pocketsphinx with {SPHINX.id}" in done.stdout
    assert "note Speech is recognised by PocketSphinx, in English only" in done.stdout


def test_missing_weights_are_bad_and_exit_with_1(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VINDEX_MODELS", "standard")
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(tmp_path))
    done = invoke("doctor")
    assert done.exit_code == 1
    missing = bad(done.stdout)
    assert len(missing) > 1, "each of the models"
    assert all(str(tmp_path) in line for line in missing)
    assert "vindex models pull --set standard" in missing[0]


def test_a_missing_model_of_the_screen_language_is_bad_and_exits_with_1(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VINDEX_SCREEN_LANGUAGE", "ko")
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(tmp_path))
    done = invoke("doctor")
    assert (done.exit_code, len(bad(done.stdout))) == (1, 1)


def test_a_failed_video_is_only_a_note(home: Home) -> None:
    register(home.library.store, "team/broken.mp4", failure(reason="it is cut off"))
    done = invoke("doctor")
    assert (done.exit_code, bad(done.stdout)) == (0, [])
    assert "note failed: team/broken.mp4: it is cut off" in done.stdout
    assert "ok   0 of 1 videos indexed" in done.stdout


def test_each_kind_of_note_is_a_line_with_its_videos_and_an_example(home: Home) -> None:
    store = home.library.store
    first = register(store, "team/a.mp4", replace(indexed(), notes=(LOST, replace(LOST, text="again"), DECIDED)))
    second = register(store, "team/b.mp4", replace(indexed(), notes=(LOST,)))
    done = invoke("doctor")
    assert (done.exit_code, bad(done.stdout)) == (0, [])
    example = "team/a.mp4" if first < second else "team/b.mp4"
    assert f"note sound_lost: 2 videos, such as {example}: 28.0 s of sound cannot be decoded" in done.stdout
    assert "ok   length_corrected: 1 video: team/a.mp4: the file states 3.0 s" in done.stdout


def test_a_running_service_is_named_with_its_address(home: Home) -> None:
    lock = OwnerLock(home.library.settings.index_dir)
    lock.acquire(url="http://127.0.0.1:8765")
    try:
        assert "ok   search service at http://127.0.0.1:8765" in invoke("doctor").stdout
    finally:
        lock.release()


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        ({}, "ok   no video is incomplete: checked at 2026-07-01T00:00:00+00:00, 2 of 3 videos in detail"),
        ({"team": 1, "other": 1}, "note 2 videos are incomplete: checked at 2026-07-01T00:00:00+00:00, 2 of 3 videos"),
    ],
)
def test_an_incomplete_video_is_only_a_note(home: Home, missing: dict[str, int], line: str) -> None:
    listed = [{"video_id": "team--x-0123456789", "reason": "no points", "done": "requested"}] if missing else []
    counts = {"at": "2026-07-01T00:00:00+00:00", "videos": 3, "checked": 2, "until": ""}
    groups = {"missing_by_workspace": missing, "quarantined_by_workspace": {}, "missing": listed, "quarantined": []}
    write_report(home.library.store, CompletenessReport.model_validate({**counts, **groups}))
    done = invoke("doctor")
    assert (done.exit_code, bad(done.stdout)) == (0, [])
    assert line in done.stdout
    assert ("note incomplete: team--x-0123456789: no points (requested)" in done.stdout) is bool(missing)


def test_a_library_that_was_never_checked_says_so(home: Home) -> None:
    assert "note completeness was not checked yet" in invoke("doctor").stdout


def test_what_the_bucket_holds_besides_uploads_is_a_note_with_examples(home: Home) -> None:
    assert "left alone" not in invoke("doctor").stdout
    write_left_alone(home.library.store, count_left_alone({"team/a.jpg": "suffix", "team/b.srt": "sidecar"}))
    done = invoke("doctor")
    assert (done.exit_code, bad(done.stdout)) == (0, [])
    assert (
        "note left alone in the uploads: 1 object: neither video, audio nor sidecar by the suffix (.jpg 1), "
        "such as team/a.jpg; a video among them needs a suffix, such as .mp4\n"
    ) in done.stdout
    assert "such as team/b.srt\n" in done.stdout
