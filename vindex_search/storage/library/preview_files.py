"""The folders of previews, `<root>/previews/<video>/<version>/`: beside the videos: one listing has all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from upath import UPath

from vindex_search.storage import files

DIGEST_LENGTH: Final = 16
FOLDER: Final = "previews"


@dataclass(frozen=True, slots=True)
class KeptPreview:
    """A folder of segments: what it takes, and when it was written to or played last, in Unix seconds."""

    folder: UPath
    size: int
    used_at: float


def folder(root: UPath, video_id: str, version: str) -> UPath:
    """The folder of one version of a video's upload."""
    return root / FOLDER / video_id / hashlib.sha256(version.encode()).hexdigest()[:DIGEST_LENGTH]


def remove_of_video(root: UPath, video_id: str) -> None:
    """Remove the previews of a video."""
    files.remove_folder(root / FOLDER / video_id)


def remove_other_versions(root: UPath, video_id: str, version: str) -> None:
    """Remove the previews of a video's other versions."""
    kept = folder(root, video_id, version).name
    for name in files.list_names(root / FOLDER / video_id):
        if name != kept:
            files.remove_folder(root / FOLDER / video_id / name)


def kept(root: UPath) -> Iterator[KeptPreview]:
    """All previews of a library, by one listing."""
    sizes: dict[tuple[str, str], int] = {}
    used: dict[tuple[str, str], float] = {}
    for path, facts in _found(root / FOLDER):
        video, version = path.split("/")[-3:-1]
        sizes[video, version] = sizes.get((video, version), 0) + int(facts["size"] or 0)
        used[video, version] = max(used.get((video, version), 0.0), _seconds(facts))
    for (video, version), size in sizes.items():
        yield KeptPreview(root / FOLDER / video / version, size, used[video, version])


def _found(place: UPath) -> Iterator[tuple[str, dict[str, Any]]]:
    place.fs.invalidate_cache(place.path)
    found: dict[str, dict[str, Any]] = place.fs.find(place.path, detail=True)
    yield from found.items()


def _seconds(facts: dict[str, Any]) -> float:
    """When a file was written: Unix seconds of a folder, a date of S3."""
    at = facts.get("mtime", facts.get("LastModified"))
    return float(at) if isinstance(at, int | float) else float(at.timestamp()) if at else 0.0
