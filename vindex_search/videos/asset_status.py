"""How far each asset of a video is, told from the stamps in the store alone.

A stamp names what its artefact was made from, with fingerprints. So the chain is walked as it was made: an artefact is
`done` while everything that it names is done and still hands on the same. What only the pipeline knows (the code's
version, the fingerprint of the model) it sees to when it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

AssetStatus = Literal["done", "waiting", "failed", "stale"]
ASSET_STATUSES: Final[tuple[AssetStatus, ...]] = get_args(AssetStatus)
# Facts of the upload that stamps name, by the names that these inputs have: fields of its record, and of `Sources`.
UPLOAD_INPUTS: Final[Mapping[str, str]] = {
    "upload": "version",
    "object_key": "object_key",
    "uploaded_at": "uploaded_at",
}
SIDECAR_ASSET: Final = "transcript"  # the asset whose stamp names the subtitle files that there were
SETTING_PREFIX: Final = "setting "  # what the names of inputs begin with that are no assets
SIDECAR_PREFIX: Final = "sidecar "


@dataclass(frozen=True, slots=True)
class StampInputs:
    """What the stamps' inputs have come from, as it is today: the upload, its subtitle files, the settings."""

    version: str
    object_key: str
    uploaded_at: str | None
    sidecars: tuple[tuple[str, str], ...]
    settings: Settings

    def current_value(self, name: str) -> str | None:
        """The value that an input which is no asset has now; None where it is no longer there."""
        if name in UPLOAD_INPUTS:
            said: str | None = getattr(self, UPLOAD_INPUTS[name])
            return said
        if name.startswith(SIDECAR_PREFIX):
            return dict(self.sidecars).get(name.removeprefix(SIDECAR_PREFIX))
        return str(getattr(self.settings, name.removeprefix(SETTING_PREFIX), None))


def read_stamps(store: Store, video_id: str) -> dict[str, Stamp]:
    """The stamps of a video's artefacts, by asset; those never finished are left out."""
    found = {asset: store.stamp(video_id, artefact) for asset, artefact in ARTEFACTS.items()}
    return {asset: stamp for asset, stamp in found.items() if stamp}


def asset_statuses(stamps: Mapping[str, Stamp], sources: StampInputs, *, failed: str | None) -> dict[str, AssetStatus]:
    """How far every asset is, in the order in which they are made; `failed` is the one that the failure names."""
    states: dict[str, AssetStatus] = {}
    for asset in ARTEFACTS:
        if asset == failed:
            states[asset] = "failed"
        elif asset not in stamps:
            states[asset] = "waiting"
        else:
            states[asset] = "done" if _is_current(asset, stamps, states, sources) else "stale"
    return states


def _is_current(
    asset: str, stamps: Mapping[str, Stamp], states: Mapping[str, AssetStatus], sources: StampInputs
) -> bool:
    inputs = dict(stamps[asset].inputs)
    if asset == SIDECAR_ASSET and _sidecars(inputs) != dict(sources.sidecars):
        return False
    return all(
        states.get(name) == "done" and stamps[name].output_version == was
        if name in ARTEFACTS
        else sources.current_value(name) == was
        for name, was in inputs.items()
    )


def _sidecars(inputs: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(SIDECAR_PREFIX): was for name, was in inputs.items() if name.startswith(SIDECAR_PREFIX)}
