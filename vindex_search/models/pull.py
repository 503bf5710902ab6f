"""Fetching the weights of a model set from the Hugging Face hub, each at its pinned revision.

File by file, and not through `snapshot_download`: where the hub cannot be reached that one calls whatever lies in the
target folder a success, a half-fetched model too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from vindex_search.models.catalogue import Model, ModelSet
from vindex_search.models.weights import REVISION_FILE, MissingWeights, locate, needed, own_folder

# Repositories hold the same weights for other frameworks as well; these and the weights named in the catalogue do.
SMALL_FILES: Final = ("*.json", "*.txt", "*.model")
OTHER_FRAMEWORKS: Final = ("onnx/*", "openvino/*")


def pull(models: ModelSet, *, models_dir: Path | None, progress: Callable[[str], None]) -> None:
    """Fetch what is missing, into the folder of models or else into the Hugging Face cache.

    What this machine needs comes first, then the rest of the set. An interrupted pull goes on where it stopped.

    Args:
        models: The set.
        models_dir: The folder of models; None: the Hugging Face cache.
        progress: Called with a line for people before each file.

    Raises:
        OSError: the hub cannot be reached or refuses, or the disk does; the message is one sentence.
    """
    wanted = {model.id: model for model in (*needed(models), *models.models) if model.source == "hub"}
    for model in wanted.values():
        try:
            progress(f"{model.id} is here: {locate(model, models_dir=models_dir)}")
        except MissingWeights:
            _download(model, models_dir, progress)


def _download(model: Model, models_dir: Path | None, progress: Callable[[str], None]) -> None:
    from huggingface_hub import HfApi, hf_hub_download

    target = own_folder(model, models_dir) if models_dir else None
    with _one_sentence(model):
        names = _wanted_files(model, HfApi().list_repo_files(model.id, revision=model.revision))
        _record(target, f"{model.revision} (unfinished)")
        for at, name in enumerate(names, start=1):
            progress(f"{model.id}@{model.revision[:12]}: {name} ({at} of {len(names)})")
            hf_hub_download(model.id, name, revision=model.revision, local_dir=target)
    _record(target, model.revision)


def _wanted_files(model: Model, names: Sequence[str]) -> list[str]:
    """The files that loading needs, the weights last: where they are, all is there."""
    small = (name for name in names if any(fnmatch(name, pattern) for pattern in SMALL_FILES))
    ours = [name for name in small if not any(fnmatch(name, pattern) for pattern in OTHER_FRAMEWORKS)]
    if model.weights not in names:
        raise OSError(f"{model.id}@{model.revision} has no file {model.weights} on the hub")
    return [*sorted(ours), model.weights]


def _record(target: Path | None, revision: str) -> None:
    if target:
        target.mkdir(parents=True, exist_ok=True)
        (target / REVISION_FILE).write_text(revision, encoding="utf-8")


@contextmanager
def _one_sentence(model: Model) -> Iterator[None]:
    """Say in one sentence what went wrong between here and the hub."""
    from huggingface_hub import constants
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled
    from requests.exceptions import RequestException

    failed = f"{model.id}@{model.revision} could not be fetched"
    try:
        yield
    except OfflineModeIsEnabled:
        raise OSError(f"{failed}: HF_HUB_OFFLINE forbids it") from None
    except LocalEntryNotFoundError:
        raise OSError(f"{failed}: {constants.ENDPOINT} could not be reached") from None
    except HfHubHTTPError as problem:
        raise OSError(f"{failed}: {constants.ENDPOINT} answered {problem.response.status_code}") from None
    except RequestException as problem:
        reason = type(problem).__name__
        raise OSError(f"{failed}: {constants.ENDPOINT} could not be reached ({reason})") from None
