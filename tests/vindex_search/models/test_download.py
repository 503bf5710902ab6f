"""Fetching a model: over real HTTP, from a hub on a local port."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.support.models.tiny_hub import TinyHub
from vindex_search.models.catalogue import E5
from vindex_search.models.download import REVISION_FILE, download, wanted_files
from vindex_search.models.weights import MissingWeights, locate

OURS = ["1_Pooling/config.json", "config.json", "sentencepiece.bpe.model", "model.safetensors"]
PLACE = "intfloat--multilingual-e5-small"


def unsaid(_: str) -> None:
    """For tests that do not look at progress."""


def test_what_loading_needs_is_wanted_and_the_weights_come_last(hub: TinyHub) -> None:
    assert wanted_files(E5, list(hub.files)) == OURS


def test_a_repository_without_the_weights_is_refused() -> None:
    with pytest.raises(OSError, match=r"multilingual-e5-small@fd1525a9.* has no file model.safetensors on the hub"):
        wanted_files(E5, ["config.json", "pytorch_model.bin"])


def test_a_model_is_fetched_into_a_folder(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / PLACE, progress=unsaid)
    folder = locate(E5, models_dir=tmp_path)
    assert {name: (folder / name).read_bytes() for name in OURS} == {name: hub.files[name] for name in OURS}


def test_a_model_is_fetched_into_the_cache(hub: TinyHub, hub_cache: Path) -> None:
    download(E5, target=None, progress=unsaid)
    assert (locate(E5, models_dir=None) / "model.safetensors").read_bytes() == b"weights"


def test_nothing_else_is_fetched(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / "model", progress=unsaid)
    assert sorted(hub.fetched) == sorted(OURS)


def test_progress_names_each_file(hub: TinyHub, tmp_path: Path) -> None:
    said: list[str] = []
    download(E5, target=tmp_path / "model", progress=said.append)
    assert [line.rsplit(": ", 1)[1] for line in said] == [f"{name} ({at} of 4)" for at, name in enumerate(OURS, 1)]


def test_a_fetch_that_breaks_off_leaves_nothing_that_passes_for_a_model(
    hub: TinyHub, hub_cache: Path, tmp_path: Path
) -> None:
    hub.broken = {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / PLACE, progress=unsaid)
    with pytest.raises(MissingWeights):
        locate(E5, models_dir=tmp_path)


def test_a_fetch_goes_on_where_it_broke_off(hub: TinyHub, tmp_path: Path) -> None:
    hub.broken = {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / "model", progress=unsaid)
    hub.broken, hub.fetched = set(), []
    download(E5, target=tmp_path / "model", progress=unsaid)
    assert hub.fetched == ["model.safetensors"]


def test_an_older_revision_that_was_fetched_gives_way(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / "model", progress=unsaid)
    hub.model, hub.files["model.safetensors"] = dataclasses.replace(E5, revision="0" * 40), b"newer weights"
    download(hub.model, target=tmp_path / "model", progress=unsaid)
    assert (tmp_path / "model" / REVISION_FILE).read_text(encoding="utf-8") == "0" * 40
    assert (tmp_path / "model" / "model.safetensors").read_bytes() == b"newer weights"


def test_an_older_revision_stays_until_the_newer_one_is_whole(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / "model", progress=unsaid)
    hub.model, hub.broken = dataclasses.replace(E5, revision="0" * 40), {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(hub.model, target=tmp_path / "model", progress=unsaid)
    assert (tmp_path / "model" / REVISION_FILE).read_text(encoding="utf-8") == E5.revision


def test_files_that_vindex_did_not_fetch_are_left_alone(hub: TinyHub, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OSError, match="holds files that vindex did not put there; move them away to fetch intfloat/"):
        download(E5, target=tmp_path, progress=unsaid)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_revision_is_one_sentence(hub: TinyHub, tmp_path: Path) -> None:
    wrong = dataclasses.replace(E5, revision="0" * 40)
    with pytest.raises(
        OSError, match=f"^intfloat/multilingual-e5-small@0+ could not be fetched: {hub.address} answered 404$"
    ):
        download(wrong, target=tmp_path / "model", progress=unsaid)


def test_a_hub_that_refuses_is_one_sentence(no_hub: str, hub_cache: Path) -> None:
    with pytest.raises(OSError, match=f"@{E5.revision} could not be fetched: {no_hub} could not be reached") as caught:
        download(E5, target=None, progress=unsaid)
    assert "\n" not in str(caught.value)


def test_a_hub_that_is_gone_does_not_pass_off_half_a_model(
    hub: TinyHub, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    hub.broken = {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / "model", progress=unsaid)
    request.getfixturevalue("no_hub")
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / "model", progress=unsaid)


def test_a_library_told_to_stay_offline_says_so(no_hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants
    from huggingface_hub.utils._http import reset_sessions

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    reset_sessions()  # sessions keep what was true when they were made
    try:
        with pytest.raises(OSError, match="HF_HUB_OFFLINE forbids it"):
            download(E5, target=None, progress=unsaid)
    finally:
        reset_sessions()
