"""The rows of one video for the tables of the report, from its records and a listing of its files."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.media_types import subtitle_sidecars
from vindex_search.contract.records import ChannelsRecord, VideoRecord
from vindex_search.contract.runs.step_attempt import StepAttempt
from vindex_search.storage.store import Store
from vindex_search.videos.report.tables import COST_COLUMNS, STORED_KINDS
from vindex_search.videos.video import get_video

ASSET_OF: Final = {artefact: asset for asset, artefact in ARTEFACTS.items()}
COLLECTION: Final = re.compile(r"vindex-[0-9a-f]+/")  # the folder of a model set
STAMP: Final = ".stamp.json"

Row = dict[str, Any]


def video_row(store: Store, video_id: str) -> Row | None:
    """The row of a video; None where it is registered no more."""
    video = get_video(store, video_id)
    if video is None:
        return None
    probed = store.try_read_record(video_id, VideoRecord)
    counts = store.try_read_record(video_id, ChannelsRecord)
    return {
        "video_id": video_id,
        "workspace": video.workspace,
        "status": video.status,
        "duration_s": video.duration_s,
        "size": video.size,
        "frames": counts.channels["visual"].expected if counts and "visual" in counts.channels else None,
        "has_subtitles": bool(
            subtitle_sidecars(video.sidecars) or (probed and probed.manifest.get("subtitle_streams"))
        ),
        "failed_asset": video.failed_asset,
        "failure_kind": video.failure_kind,
        "reason": video.reason,
        **_stored(store, video_id),
    }


def attempt_row(video_id: str, attempt: StepAttempt) -> Row:
    """The row of a try; its figures of cost are null where they were not measured."""
    return {
        "video_id": video_id,
        "run_id": attempt.run_id,
        "asset": attempt.asset,
        "try_number": attempt.try_number,
        "began": attempt.began,
        "seconds": attempt.seconds,
        "outcome": attempt.outcome,
        **{name: getattr(attempt.cost, name, None) for name in COST_COLUMNS},
    }


def stored_kind(file: str) -> str:
    """The kind of a file by its path in the folder of a video."""
    name = COLLECTION.sub("", file, count=1).removesuffix(STAMP)
    return "storyboard" if name.startswith("storyboard") else ASSET_OF.get(name, "other")


def _stored(store: Store, video_id: str) -> dict[str, int]:
    """Bytes in the store by kind; one listing."""
    folder = store.folder(video_id)
    sizes: Counter[str] = Counter()
    for path, file in folder.fs.find(folder.path, detail=True).items():
        sizes[stored_kind(path.partition(f"{video_id}/")[2])] += file["size"]
    return {f"stored_{kind}": sizes[kind] for kind in STORED_KINDS}
