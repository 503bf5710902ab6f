"""Progress bars of runs in this process: a bar for the videos that are processed, a line for each finished one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.progress import Progress, TaskID

from vindex_assets.cli.format import left_alone_line
from vindex_assets.cli.ingest import (
    copy_uploads,
    create_uploads_folder,
    run_calibration,
    run_due,
    select_files,
    selection_lines,
)
from vindex_assets.cli.terminal import StyledPrinter, bar_title
from vindex_assets.ocr import rapidocr_engine
from vindex_assets.pipeline import progress
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.instance import open_instance
from vindex_search.contract.ids import validate_workspace
from vindex_search.contract.records import UploadRecord
from vindex_search.models.weights import WeightsLocator
from vindex_search.storage.runs.paused import paused_workspaces
from vindex_search.videos.control.pause import pause_sentence
from vindex_search.videos.video import Video

ASSETS: Final = tuple(POLICIES)
STATUS_LABELS: Final = {
    "indexed": ("done  ", "green"),
    "failed": ("failed", "red"),
    "cancelled": ("cancelled", "yellow"),
}


class RunProgressBar:
    """The bar of the run that is in work, advanced by the progress reports of its videos' assets."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._fractions: dict[tuple[str, str], float] = {}

    def start(self, uploads: Sequence[UploadRecord], before: int, total: int) -> None:
        """Replace the bar by that of a run over some uploads of `total`, with so many `before` them."""
        self.remove()
        self._fractions = {}
        count = len(uploads)
        numbers = f"{before + 1}/{total}" if count == 1 else f"{before + 1}-{before + count}/{total}"
        title = bar_title(f"{numbers} {uploads[0].object_key}")
        self._task = self._bars.add_task(title, total=count * len(ASSETS), step="starting")

    def update(self, video_id: str, asset: str, fraction: float) -> None:
        """Show that an asset of a video is finished to a fraction from 0 to 1."""
        self._fractions[video_id, asset] = fraction
        if self._task is not None:
            done = sum(list(self._fractions.values()))  # a copy: assets report from several threads
            self._bars.update(self._task, completed=done, step=asset.replace("_", " "))

    def remove(self) -> None:
        """Remove the bar, if there is one."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What came of some files: how many of them are in the uploads now, and the videos that were due."""

    taken: int
    videos: list[Video]

    @property
    def is_success(self) -> bool:
        """Whether something of what was named was taken, and no video failed."""
        return self.taken > 0 and all(video.status != "failed" for video in self.videos)


def ingest_with_bars(paths: Iterable[Path], *, workspace: str) -> IngestResult:
    """Copy files to the uploads and index what is due, with progress bars.

    Raises:
        ValueError: a path does not exist or the workspace is malformed.
        LookupError: before any work, where a model of the set or of the screen language is not on this machine.
    """
    validate_workspace(workspace)
    console = StyledPrinter()
    library = LibraryResource()
    weights = WeightsLocator(library.settings.models_dir)
    weights.require(library.models)
    rapidocr_engine.locate_recogniser(library.settings.screen_language, weights)
    create_uploads_folder(library)
    selection = select_files(library.bucket, paths, workspace=workspace)
    console.show_lines(selection_lines(selection))
    copied = copy_uploads(library, selection.copies)
    console.show_lines([f"{copied} files copied to {library.settings.uploads_root}"])
    videos = run_due_with_bars(library, console)
    if not selection.copies:
        console.show("nothing was taken of what was named")
    elif not videos:
        console.show(
            "nothing to do: every upload is indexed, in flight, cancelled or failed (`vindex videos --failed`)"
        )
    paused = pause_sentence(paused_workspaces(library.store.root))
    console.show_lines([f"{paused} (`vindex resume WORKSPACE`)"] if paused else [])
    left = left_alone_line(library.store)
    console.show_lines([f"in the uploads: {left}"] if left else [])
    return IngestResult(len(selection.copies), videos)


def run_due_with_bars(library: LibraryResource, console: StyledPrinter) -> list[Video]:
    """Index what is due, with progress bars, then measure the calibration; returns the videos that were due."""
    instance = open_instance(library.settings)
    with console.progress() as bars:
        bar = RunProgressBar(bars)
        with progress.subscribed(bar.update):
            videos = run_due(instance, library, on_start=bar.start)
        bar.remove()
    run_calibration(instance, library)
    for video in videos:
        reason = f": {video.reason}" if video.reason else ""
        console.show(STATUS_LABELS.get(video.status, video.status), f" {video.object_key}{reason}")
    return videos
