"""Fetching one model from the Hugging Face hub at its pinned revision; the only code that touches the network.

File by file, and not through `snapshot_download`: where the hub cannot be reached that one calls whatever lies in the
target folder a success, a half-fetched model too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from vindex_search.models.catalogue import Model

REVISION_FILE: Final = ".vindex-revision"  # beside weights that were fetched into a folder: which ones they are
# Repositories hold the same weights for other frameworks too: ours are these and the file that the catalogue names.
SMALL_FILES: Final = ("*.json", "*.txt", "*.model")
OTHER_FRAMEWORKS: Final = ("onnx/*", "openvino/*")


def download(model: Model, *, target: Path | None, progress: Callable[[str], None]) -> None:
    """Fetch a model; an interrupted fetch goes on where it stopped.

    A folder is filled beside its place and moved there when it is whole; one of an older revision that was fetched
    in this way gives way.

    Args:
        model: A model whose source is the hub.
        target: The folder to put it in; None: the Hugging Face cache.
        progress: Called with a line for people before each file.

    Raises:
        OSError: the hub cannot be reached or refuses, the disk does, or somebody else's files lie in the target; the
            message is one sentence.
    """
    if target is None:
        _fetch(model, None, progress)
        return
    if target.is_dir() and any(target.iterdir()) and not (target / REVISION_FILE).is_file():
        raise OSError(f"{target} holds files that vindex did not put there; move them away to fetch {model.id}")
    partial = target.with_name(f".{target.name}.{model.revision[:12]}.part")
    _fetch(model, partial, progress)
    (partial / REVISION_FILE).write_text(model.revision, encoding="utf-8")
    if target.is_dir():
        shutil.rmtree(target)
    partial.rename(target)


def _fetch(model: Model, folder: Path | None, progress: Callable[[str], None]) -> None:
    from huggingface_hub import HfApi, hf_hub_download

    with _one_sentence(model):
        names = wanted_files(model, HfApi().list_repo_files(model.id, revision=model.revision))
        for at, name in enumerate(names, start=1):
            progress(f"{model.id}@{model.revision[:12]}: {name} ({at} of {len(names)})")
            hf_hub_download(model.id, name, revision=model.revision, local_dir=folder)


def wanted_files(model: Model, names: Sequence[str]) -> list[str]:
    """The files of a repository that loading needs; the weights come last: where they are, all is there.

    Raises:
        OSError: a file that the catalogue names is not among them.
    """
    for name in (*model.files, model.weights):
        if name not in names:
            raise OSError(f"{model.id}@{model.revision} has no file {name} on the hub")
    small = (name for name in names if any(fnmatch(name, pattern) for pattern in SMALL_FILES))
    ours = [name for name in small if not any(fnmatch(name, pattern) for pattern in OTHER_FRAMEWORKS)]
    return [*sorted({*ours, *model.files}), model.weights]


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
        answer = problem.response.status_code if problem.response is not None else "with an error"
        terms = "; accept its terms there and set HF_TOKEN to a token of that account" if model.gated else ""
        raise OSError(f"{failed}: {constants.ENDPOINT} answered {answer}{terms}") from None
    except RequestException as problem:
        raise OSError(f"{failed}: {constants.ENDPOINT} could not be reached ({type(problem).__name__})") from None
