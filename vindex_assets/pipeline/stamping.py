"""Stamp of an artefact: the output versions of its inputs, the facts of the upload, settings, sidecars and model.

    stamp = ("video", "9c1f..."), ("audio", "77ab...")      output versions of the upstream artefacts
            ("upload", "<version>"), ...                     facts of the upload that the policy names
            ("setting transcript_source", "auto"), ...       settings that the policy names
            ("sidecar team/talk.en.vtt", "<version>"), ...   files beside it, see `sidecars_of`
            ("corrections", digest)                          of points, where somebody corrected what they hold
            + code version + model fingerprint

The order is part of the fingerprint: another order makes every video's artefacts anew.
"""

from __future__ import annotations

from vindex_assets.failures import Transient
from vindex_assets.pipeline.policy import POLICIES, code_version, model_fingerprint
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.contract.records import UploadRecord
from vindex_search.corrections.journals import overlay_digest, read_overlay
from vindex_search.corrections.stamped import with_corrections
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.asset_status import SETTING_PREFIX, SIDECAR_PREFIX, UPLOAD_INPUTS, sidecars_of


def build_stamp(library: LibraryResource, upload: UploadRecord, asset: str, video_id: str) -> Stamp:
    """The stamp that a video's artefact has once it is made from what there is now.

    Raises:
        Transient: an upstream artefact is not there.
    """
    policy, models = POLICIES[asset], library.models
    inputs = (
        *((name, output_version(library.store, video_id, name)) for name in policy.inputs),
        *((name, getattr(upload, UPLOAD_INPUTS[name])) for name in policy.upload_fields),
        *((f"{SETTING_PREFIX}{name}", str(getattr(library.settings, name))) for name in policy.settings),
        *((f"{SIDECAR_PREFIX}{key}", version) for key, version in sidecars_of(asset, upload)),
    )
    stamp = Stamp(inputs, code_version(asset, models), model_fingerprint(policy, models))
    return with_corrections(stamp, _corrections(library.store, video_id)) if policy.corrected else stamp


def _corrections(store: Store, video_id: str) -> str:
    return overlay_digest(store, video_id, read_overlay(store, video_id))


def output_version(store: Store, video_id: str, asset: str) -> str:
    """The version of an asset that the stamps of its downstream artefacts name.

    Raises:
        Transient: its artefact is not there.
    """
    stamp = store.stamp(video_id, POLICIES[asset].artefact)
    if stamp is None:
        raise Transient(f"{asset} has not been materialised for this partition; materialise it first")
    return stamp.output_version
