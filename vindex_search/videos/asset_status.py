"""Status of each asset of a video, derived from the stamps in the store.

A stamp holds the input fingerprints of its artefact. Assets are checked in the order in which they are made: one is
`done` while all its inputs are done and still have the fingerprints in its stamp, otherwise `stale`; so is a transcript
that a stand-in made. The code version and the model fingerprint are not checked here; only the pipeline knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

from vindex_search.common.subtitle_names import is_chapter_file
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.media_types import Sidecars, describing_sidecars, subtitle_sidecars
from vindex_search.contract.transcript_origin import is_outdated
from vindex_search.corrections.stamped import INPUT as CORRECTIONS_INPUT
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

AssetStatus = Literal["done", "waiting", "failed", "stale"]
ASSET_STATUSES: Final[tuple[AssetStatus, ...]] = get_args(AssetStatus)
# Input names in stamps that stand for fields of the upload record -> field of `StampInputs`.
UPLOAD_INPUTS: Final[Mapping[str, str]] = {
    "upload": "version",
    "object_key": "object_key",
    "uploaded_at": "uploaded_at",
}
TRANSCRIPT_ASSET: Final = "transcript"
CHAPTERS_ASSET: Final = "chapters"
DESCRIBED_ASSET: Final = "text_embeddings"  # the texts of a description are embedded with the others
SETTING_PREFIX: Final = "setting "  # of input names that stand for a setting
SIDECAR_PREFIX: Final = "sidecar "  # of input names that stand for a sidecar


@dataclass(frozen=True, slots=True)
class StampInputs:
    """The current inputs that are no assets: fields of the upload, its sidecars, settings, the recogniser."""

    version: str
    object_key: str
    uploaded_at: str | None
    sidecars: tuple[tuple[str, str], ...]
    settings: Settings
    recogniser: str

    def current_value(self, name: str) -> str | None:
        """The current fingerprint of an input that is no asset; None where it no longer exists."""
        if name in UPLOAD_INPUTS:
            value: str | None = getattr(self, UPLOAD_INPUTS[name])
            return value
        if name.startswith(SIDECAR_PREFIX):
            return dict(self.sidecars).get(name.removeprefix(SIDECAR_PREFIX))
        return str(getattr(self.settings, name.removeprefix(SETTING_PREFIX), None))


class HasSidecars(Protocol):
    """An upload: the key of its video file, and key and version of each sidecar."""

    @property
    def object_key(self) -> str:
        """The key of the video file."""

    @property
    def sidecars(self) -> Sidecars:
        """Key and version of each sidecar."""


def sidecars_of(asset: str, upload: HasSidecars) -> Sidecars:
    """The sidecars of an upload that an asset is made from, and that its stamp names.

    A new chapter file, or one that describes the video, is no reason to hear a film again.
    """
    if asset == TRANSCRIPT_ASSET:
        chapter_files = chapter_sidecars(upload)
        return tuple(one for one in subtitle_sidecars(upload.sidecars) if one not in chapter_files)
    if asset == CHAPTERS_ASSET:
        return (*chapter_sidecars(upload), *describing_sidecars(upload.sidecars))
    return describing_sidecars(upload.sidecars) if asset == DESCRIBED_ASSET else ()


def chapter_sidecars(upload: HasSidecars) -> Sidecars:
    """The WebVTT sidecars of an upload that name chapters and no subtitles."""
    subtitles = subtitle_sidecars(upload.sidecars)
    return tuple(one for one in subtitles if is_chapter_file(one[0], upload.object_key))


def read_stamps(store: Store, video_id: str) -> dict[str, Stamp]:
    """The stamps of a video's artefacts, by asset; assets without an artefact are left out."""
    stamps = {asset: store.stamp(video_id, artefact) for asset, artefact in ARTEFACTS.items()}
    return {asset: stamp for asset, stamp in stamps.items() if stamp}


def asset_statuses(stamps: Mapping[str, Stamp], current: StampInputs, *, failed: str | None) -> dict[str, AssetStatus]:
    """The status of every asset, in the order in which they are made.

    Args:
        stamps: By asset, as `read_stamps` returns them.
        current: The current inputs.
        failed: The asset that the failure record names.
    """
    statuses: dict[str, AssetStatus] = {}
    for asset in ARTEFACTS:
        if asset == failed:
            statuses[asset] = "failed"
        elif asset not in stamps:
            statuses[asset] = "waiting"
        else:
            statuses[asset] = "done" if _is_current(asset, stamps, statuses, current) else "stale"
    return statuses


def _is_current(
    asset: str, stamps: Mapping[str, Stamp], statuses: Mapping[str, AssetStatus], current: StampInputs
) -> bool:
    inputs = dict(stamps[asset].inputs)
    if _sidecars(inputs) != dict(sidecars_of(asset, current)):
        return False
    if asset == TRANSCRIPT_ASSET and is_outdated(stamps[asset].note, recogniser=current.recogniser):
        return False
    for name, fingerprint in inputs.items():
        if name == CORRECTIONS_INPUT:  # the service sees to it within seconds; the artefact is none the less done
            continue
        if name in ARTEFACTS:
            unchanged = statuses.get(name) == "done" and stamps[name].output_version == fingerprint
        else:
            unchanged = current.current_value(name) == fingerprint
        if not unchanged:
            return False
    return True


def _sidecars(inputs: Mapping[str, str]) -> dict[str, str]:
    """Object key -> version of the sidecars among the inputs."""
    return {
        name.removeprefix(SIDECAR_PREFIX): version
        for name, version in inputs.items()
        if name.startswith(SIDECAR_PREFIX)
    }
