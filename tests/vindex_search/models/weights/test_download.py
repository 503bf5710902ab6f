"""Downloading a model over real HTTP, from a hub on a local port."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.support.models.tiny_hub import TinyHub
from vindex_search.models.catalogue import E5
from vindex_search.models.weights import MissingWeights, WeightsLocator
from vindex_search.models.weights.download import REVISION_FILE, download, files_to_download

NEEDED_FILES = ["1_Pooling/config.json", "config.json", "sentencepiece.bpe.model", "model.safetensors"]
FOLDER = "intfloat--multilingual-e5-small"


def ignore_progress(_: str) -> None:
    """Progress callback for tests that do not check progress."""


def test_the_files_needed_for_loading_are_selected_weights_last(hub: TinyHub) -> None:
    assert files_to_download(E5, list(hub.files)) == NEEDED_FILES


def test_a_repository_without_the_weights_is_refused() -> None:
    with pytest.raises(OSError, match=r"multilingual-e5-small@fd1525a9.* has no file model.safetensors on the hub"):
        files_to_download(E5, ["config.json", "pytorch_model.bin"])


def test_a_model_is_downloaded_into_a_folder(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / FOLDER, progress=ignore_progress)
    folder = WeightsLocator(tmp_path).locate(E5)
    assert {name: (folder / name).read_bytes() for name in NEEDED_FILES} == {
        name: hub.files[name] for name in NEEDED_FILES
    }


def test_a_model_is_downloaded_into_the_hub_cache(hub: TinyHub, hub_cache: Path) -> None:
    download(E5, target=None, progress=ignore_progress)
    assert (WeightsLocator().locate(E5) / "model.safetensors").read_bytes() == b"weights"


def test_no_other_files_are_downloaded(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / "model", progress=ignore_progress)
    assert sorted(hub.fetched) == sorted(NEEDED_FILES)


def test_progress_names_each_file(hub: TinyHub, tmp_path: Path) -> None:
    lines: list[str] = []
    download(E5, target=tmp_path / "model", progress=lines.append)
    assert [line.rsplit(": ", 1)[1] for line in lines] == [
        f"{name} ({number} of 4)" for number, name in enumerate(NEEDED_FILES, 1)
    ]


def test_an_interrupted_download_leaves_no_folder_that_is_located(
    hub: TinyHub, hub_cache: Path, tmp_path: Path
) -> None:
    hub.broken = {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / FOLDER, progress=ignore_progress)
    with pytest.raises(MissingWeights):
        WeightsLocator(tmp_path).locate(E5)


def test_an_interrupted_download_is_resumed(hub: TinyHub, tmp_path: Path) -> None:
    hub.broken = {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / "model", progress=ignore_progress)
    hub.broken, hub.fetched = set(), []
    download(E5, target=tmp_path / "model", progress=ignore_progress)
    assert hub.fetched == ["model.safetensors"]


def test_an_older_downloaded_revision_is_replaced(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / "model", progress=ignore_progress)
    hub.model, hub.files["model.safetensors"] = dataclasses.replace(E5, revision="0" * 40), b"newer weights"
    download(hub.model, target=tmp_path / "model", progress=ignore_progress)
    assert (tmp_path / "model" / REVISION_FILE).read_text(encoding="utf-8") == "0" * 40
    assert (tmp_path / "model" / "model.safetensors").read_bytes() == b"newer weights"


def test_an_older_revision_stays_until_the_newer_one_is_complete(hub: TinyHub, tmp_path: Path) -> None:
    download(E5, target=tmp_path / "model", progress=ignore_progress)
    hub.model, hub.broken = dataclasses.replace(E5, revision="0" * 40), {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(hub.model, target=tmp_path / "model", progress=ignore_progress)
    assert (tmp_path / "model" / REVISION_FILE).read_text(encoding="utf-8") == E5.revision


def test_a_folder_with_other_files_is_refused_and_left_alone(hub: TinyHub, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OSError, match="holds files that vindex did not put there; move them away to fetch intfloat/"):
        download(E5, target=tmp_path, progress=ignore_progress)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_revision_is_reported_in_one_sentence(hub: TinyHub, tmp_path: Path) -> None:
    wrong = dataclasses.replace(E5, revision="0" * 40)
    with pytest.raises(
        OSError, match=f"^intfloat/multilingual-e5-small@0+ could not be fetched: {hub.address} answered 404$"
    ):
        download(wrong, target=tmp_path / "model", progress=ignore_progress)


def test_an_unreachable_hub_is_reported_in_one_sentence(no_hub: str, hub_cache: Path) -> None:
    with pytest.raises(OSError, match=f"@{E5.revision} could not be fetched: {no_hub} could not be reached") as caught:
        download(E5, target=None, progress=ignore_progress)
    assert "\n" not in str(caught.value)


def test_an_unreachable_hub_does_not_make_a_partial_download_succeed(
    hub: TinyHub, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    hub.broken = {"model.safetensors"}
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / "model", progress=ignore_progress)
    request.getfixturevalue("no_hub")
    with pytest.raises(OSError, match="could not be reached"):
        download(E5, target=tmp_path / "model", progress=ignore_progress)


def test_offline_mode_is_reported(no_hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants
    from huggingface_hub.utils._http import reset_sessions

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    reset_sessions()  # sessions keep the mode in which they were created
    try:
        with pytest.raises(OSError, match="HF_HUB_OFFLINE forbids it"):
            download(E5, target=None, progress=ignore_progress)
    finally:
        reset_sessions()
