"""Progress bars of runs in this process: a bar for the video that is processed, a line for each finished one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from vindex_assets.cli.format import left_alone_line
from vindex_assets.cli.ingest import (
    copy_uploads,
    create_uploads_folder,
    run_calibration,
    run_due,
    select_files,
    selection_lines,
)
from vindex_assets.ocr import rapidocr_engine
from vindex_assets.pipeline import progress
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.instance import open_instance
from vindex_search.contract.ids import validate_workspace
from vindex_search.contract.records import UploadRecord
from vindex_search.models.weights import WeightsLocator
from vindex_search.videos.video import Video

ASSETS: Final = tuple(POLICIES)
STATUS_LABELS: Final = {"indexed": "[green]done  [/]", "failed": "[red]failed[/]"}


class VideoProgressBar:
    """The bar of the video that is processed, advanced by the progress reports of its assets."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._fractions: dict[str, float] = {}

    def start(self, upload: UploadRecord, number: int, total: int) -> None:
        """Replace the bar by that of another video, `number` of `total`."""
        self.remove()
        self._fractions = {}
        title = f"{number}/{total} {escape(upload.object_key)}"
        self._task = self._bars.add_task(title, total=len(ASSETS), step="starting")

    def update(self, _video_id: str, asset: str, fraction: float) -> None:
        """Show that an asset is finished to a fraction from 0 to 1."""
        self._fractions[asset] = fraction
        if self._task is not None:
            self._bars.update(self._task, completed=sum(self._fractions.values()), step=asset.replace("_", " "))

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
    console = Console(highlight=False)
    library = LibraryResource()
    weights = WeightsLocator(library.settings.models_dir)
    weights.require(library.models)
    rapidocr_engine.locate_recogniser(library.settings.screen_language, weights)
    create_uploads_folder(library)
    selection = select_files(library.bucket, paths, workspace=workspace)
    print_lines(console, selection_lines(selection))
    copied = copy_uploads(library, selection.copies)
    print_lines(console, [f"{copied} files copied to {library.settings.uploads_root}"])
    videos = run_due_with_bars(library, console)
    if not selection.copies:
        console.print("nothing was taken of what was named")
    elif not videos:
        console.print("nothing to do: every upload is indexed, in flight or failed (`vindex videos --failed`)")
    left = left_alone_line(library.store)
    print_lines(console, [f"in the uploads: {left}"] if left else [])
    return IngestResult(len(selection.copies), videos)


def print_lines(console: Console, lines: Iterable[str]) -> None:
    """Print lines as they are: unwrapped, and brackets in a file name are no markup."""
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def run_due_with_bars(library: LibraryResource, console: Console) -> list[Video]:
    """Index what is due, with progress bars, then measure the calibration; returns the videos that were due."""
    instance = open_instance(library.settings)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        bar = VideoProgressBar(bars)
        with progress.subscribed(bar.update):
            videos = run_due(instance, library, on_start=bar.start)
        bar.remove()
    run_calibration(instance, library)
    for video in videos:
        reason = f": {video.reason}" if video.reason else ""
        console.print(f"{STATUS_LABELS.get(video.status, video.status)} {escape(video.object_key + reason)}")
    return videos
