"""Makes an artefact of a video once more from the inputs that are stored, in a scratch folder, and compares the two."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vindex_assets.failures import VideoFailure
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.replay.compare import ArtefactComparison, compare_artefact, stamp_differences
from vindex_assets.pipeline.replay.scratch_library import ScratchLibrary
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.stamping import build_stamp
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.files import stamp_path
from vindex_search.storage.store import Store

NO_RUN: Final = "replay"  # the run of what holds no run
PROBED: Final = "video"  # the asset whose record every other step reads


class ReplayRefused(ValueError):
    """Nothing can be replayed; the message says what is missing."""


def replay(library: LibraryResource, step: AssetStep, video_id: str, scratch: Path) -> ArtefactComparison:
    """Make an artefact of a video again and compare it with the stored one.

    Args:
        library: The library; nothing of it is changed.
        step: Of the asset.
        video_id: The video.
        scratch: An empty folder, which keeps what is made.

    Raises:
        ReplayRefused: there is no such video, or an input or the artefact is not stored.
        RuntimeError: it cannot be made again; the message says why.
        LookupError: a model is not on this machine.
    """
    upload = _require_upload(library.store, video_id)
    _require_stored(library.store, video_id, step.asset)
    other = ScratchLibrary(other_set=library.other_set, scratch=str(scratch))
    _copy_inputs(library.store, other.store, video_id, step.asset)
    other.store.write_record(video_id, upload)
    task = VideoTask(
        library=other,
        asset=step.asset,
        video_id=video_id,
        revision=upload.revision,
        run_id=_run_of_artefact(library.store, video_id, step.asset),
        stamp=build_stamp(other, upload, step.asset, video_id),
    )
    try:
        step.make(task)
    except VideoFailure as failure:
        raise RuntimeError(f"{step.asset} of {video_id} cannot be made again: {failure.reason}") from None
    return _compare(library.store, task, step)


def needed_assets(asset: str) -> tuple[str, ...]:
    """The assets whose artefacts the step of an asset reads, in the order in which they are made."""
    policy = POLICIES[asset]
    return tuple(name for name in POLICIES if name in policy.inputs or (name == PROBED and asset != PROBED))


def _require_upload(store: Store, video_id: str) -> UploadRecord:
    upload = store.read_record(video_id, UploadRecord) if VIDEO_ID_PATTERN.fullmatch(video_id) else None
    if upload is None:
        raise ReplayRefused(f"there is no video {video_id!r} in the library; `vindex videos` lists them")
    return upload


def _require_stored(store: Store, video_id: str, asset: str) -> None:
    missing = [name for name in needed_assets(asset) if store.try_stamp(video_id, POLICIES[name].artefact) is None]
    if missing:
        raise ReplayRefused(f"{asset} is made from {' and '.join(missing)}, which {video_id} does not have yet")
    if store.try_stamp(video_id, POLICIES[asset].artefact) is None:
        raise ReplayRefused(f"{video_id} has no {asset} yet that could be compared")


def _copy_inputs(source: Store, target: Store, video_id: str, asset: str) -> None:
    """Copy the artefacts that a step reads, with their stamps, so that it can change none of the library's."""
    for name in needed_assets(asset):
        path = source.path(video_id, POLICIES[name].artefact)
        for file in (path, stamp_path(path)):
            copy = Path(str(target.root)) / file.relative_to(source.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():  # a table has its stamp inside, and an absent artefact nothing but its stamp
                file.fs.get_file(file.path, str(copy))


def _run_of_artefact(store: Store, video_id: str, asset: str) -> str:
    """The run that the stored points name: they are made from it too."""
    if POLICIES[asset].artefact != POINTS:
        return NO_RUN
    runs = store.read_table(video_id, POINTS, columns=["run_id"])["run_id"]
    return str(runs[0]) if len(runs) else NO_RUN


def _compare(store: Store, task: VideoTask, step: AssetStep) -> ArtefactComparison:
    artefact, again = task.policy.artefact, task.library.store
    before, after = store.stamp(task.video_id, artefact), again.stamp(task.video_id, artefact)
    if before is None or after is None:
        raise ReplayRefused(f"{step.asset} of {task.video_id} was removed meanwhile")
    names = dict.fromkeys((artefact, *step.companion_files(before), *step.companion_files(after)))
    files = [compare_artefact(store, again, task.video_id, name) for name in names]
    return ArtefactComparison(
        asset=step.asset,
        made_from=tuple(stamp_differences(before, after)),
        identical=tuple(file.name for file in files if file.is_identical),
        differences=tuple(line for file in files for line in file.differences),
    )
