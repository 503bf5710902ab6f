"""Subtitle files read in a child process, all of a video in one; a file at which the child dies is left out.

    files    de.srt   en.vtt   fr.srt
    child 1  read     dies
    child 2  read              read
    notes             "reading it crashes or does not end"

Anybody who may upload writes these files: time, memory and the number of children are bounded, and nothing that a file
holds fails its video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from vindex_assets.failures import DecoderDied, Permanent, Transient
from vindex_assets.media.subtitles.sidecars.child import read_sidecars
from vindex_assets.media.subtitles.sidecars.reading import Sidecar, SidecarReading, unreadable
from vindex_search.sandbox import run_sandboxed

FILE_DEADLINE_S: Final = 60.0  # of one file: the largest that is read takes some seconds
DEADLINE_S: Final = 240.0  # of all files together
MEMORY_LIMIT: Final = 2**30  # bytes resident: a file of 32 MiB is some copies of four bytes a character
MAX_DEATHS: Final = 2  # of children; what is left then is not read


@dataclass(slots=True)
class SidecarBatch:
    """The files of a video, those still to be read by their places, and what became of the others."""

    files: Sequence[Sidecar]
    duration_s: float
    left: list[int]
    readings: dict[int, SidecarReading] = field(default_factory=dict)
    deaths: int = 0

    def read(self) -> None:
        """Read what is left in one child; where it dies, leave out the file that it died at."""
        reached: list[float] = []
        tasks = [asdict(self.files[place]) for place in self.left]
        try:
            answer = run_sandboxed(
                read_sidecars,
                tasks,
                self.duration_s,
                deadline_s=DEADLINE_S,
                stall_s=FILE_DEADLINE_S,
                memory_limit=MEMORY_LIMIT,
                progress=reached.append,
                readable=[Path(self.files[place].path) for place in self.left if self.files[place].path],
            )
        except Permanent as death:
            at = int(reached[-1]) if reached else -1
            if not 0 <= at < len(self.left):  # the child itself says where it is
                raise Transient(f"the reader of subtitle files did not start: {death.reason}") from death
            self._leave_out(at, death)
            return
        given = map(SidecarReading.from_dict, answer["readings"])
        self.readings.update(zip(self.left, given, strict=False))  # none after a whole transcript
        self.left = []

    def _leave_out(self, at: int, death: Permanent) -> None:
        self.deaths += 1
        place = self.left.pop(at)
        self.readings[place] = unreadable(self.files[place], _why(death))
        if self.deaths == MAX_DEATHS:
            for unread in self.left:
                self.readings[unread] = unreadable(self.files[unread], "other files of this video stopped their reader")
            self.left = []


def read_in_child(files: Sequence[Sidecar], *, duration_s: float) -> list[SidecarReading]:
    """What subtitle files give, in their order, up to the first that is a transcript and says enough.

    Args:
        files: The preferred first.
        duration_s: Length of the film.

    Raises:
        Transient: the child did not start, or was killed from outside.
        Cancelled: the run was cancelled.
    """
    batch = SidecarBatch(files, duration_s, list(range(len(files))))
    while batch.left:
        batch.read()
    unread = next((place for place in range(len(files)) if place not in batch.readings), len(files))
    return [batch.readings[place] for place in range(unread)]


def _why(death: Permanent) -> str:
    if isinstance(death, DecoderDied):
        return "reading it crashes or does not end"
    return f"reading it takes more than {MEMORY_LIMIT // 2**20} MiB of memory"
