"""Downloads a model from the Hugging Face hub at its pinned revision: the only code here that uses the network.

Files are downloaded one by one: `snapshot_download` reports success for whatever is in the target folder where the hub
cannot be reached, even for a partial model.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from vindex_search.models.model import Model

REVISION_FILE: Final = ".vindex-revision"  # in a folder of downloaded weights: their commit id
# Repositories hold the same weights for other frameworks too: of the weights only the catalogue's file is downloaded.
CONFIG_PATTERNS: Final = ("*.json", "*.txt", "*.model")
EXCLUDED_PATTERNS: Final = ("onnx/*", "openvino/*")


def download(model: Model, *, target: Path | None, progress: Callable[[str], None]) -> None:
    """Download a model; an interrupted download is resumed.

    Files go to a partial folder next to the target, which replaces the target once it is complete; so does an older
    revision that was downloaded this way.

    Args:
        model: A model whose source is the hub.
        target: The model's folder; None: the Hugging Face cache.
        progress: Called with a line for people before each file.

    Raises:
        OSError: the hub cannot be reached or refuses, writing fails, or the target holds other files; the message is
            one sentence.
    """
    if target is None:
        _download_files(model, None, progress)
        return
    if target.is_dir() and any(target.iterdir()) and not (target / REVISION_FILE).is_file():
        raise OSError(f"{target} holds files that vindex did not put there; move them away to fetch {model.id}")
    partial = target.with_name(f".{target.name}.{model.revision[:12]}.part")
    _download_files(model, partial, progress)
    (partial / REVISION_FILE).write_text(model.revision, encoding="utf-8")
    if target.is_dir():
        shutil.rmtree(target)
    partial.rename(target)


def _download_files(model: Model, folder: Path | None, progress: Callable[[str], None]) -> None:
    from huggingface_hub import HfApi, hf_hub_download

    with _hub_errors_as_os_error(model):
        names = files_to_download(model, HfApi().list_repo_files(model.id, revision=model.revision))
        for number, name in enumerate(names, start=1):
            progress(f"{model.id}@{model.revision[:12]}: {name} ({number} of {len(names)})")
            hf_hub_download(model.id, name, revision=model.revision, local_dir=folder)


def files_to_download(model: Model, names: Sequence[str]) -> list[str]:
    """The files of a repository that loading needs; the weights come last, so that their presence implies the rest.

    Args:
        model: The model.
        names: All files of its repository.

    Raises:
        OSError: a file that the catalogue names is not in the repository.
    """
    for name in (*model.files, model.weights):
        if name not in names:
            raise OSError(f"{model.id}@{model.revision} has no file {name} on the hub")
    configs = {name for name in names if _matches(name, CONFIG_PATTERNS) and not _matches(name, EXCLUDED_PATTERNS)}
    return [*sorted({*configs, *model.files}), model.weights]


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


@contextmanager
def _hub_errors_as_os_error(model: Model) -> Iterator[None]:
    """Convert errors of the hub's client to an OSError of one sentence."""
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
        answer = problem.response.status_code if problem.response is not None else "with an error"
        terms = "; accept its terms there and set HF_TOKEN to a token of that account" if model.gated else ""
        raise OSError(f"{failed}: {constants.ENDPOINT} answered {answer}{terms}") from None
    except RequestException as problem:
        raise OSError(f"{failed}: {constants.ENDPOINT} could not be reached ({type(problem).__name__})") from None
