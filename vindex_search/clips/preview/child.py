"""The child's side: some segments of a preview in a row, each a file of the folder that the child may write to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from vindex_search.clips.cut.source import Source, seconds
from vindex_search.clips.cut.task import TOLERANCE_S, CutTask
from vindex_search.clips.cut.upright import Upright
from vindex_search.clips.preview.boxes import split
from vindex_search.clips.preview.picture import PictureEncoder, PictureLine, Shown
from vindex_search.clips.preview.sound import SoundEncoder, SoundLine
from vindex_search.sandbox.failures import Permanent

# One fragment with times of the whole film: neither edit lists nor shifted clocks, nor an index at the end.
MUXING: Final = {
    "movflags": "empty_moov+default_base_moof+frag_discont+skip_trailer",
    "use_editlist": "0",
    "avoid_negative_ts": "disabled",
    "fflags": "bitexact",  # no name of the program in it: the same film gives the same bytes
}
INIT: Final = "init.mp4"
NO_PICTURE: Final = "no picture of the film can be decoded here"

Bounds = tuple[float, float]


def make_segments(
    values: Mapping[str, Any],
    size: Sequence[int] | None,
    bounds: Sequence[Bounds],
    first: int,
    folder: str,
    progress: Callable[[float], None],
) -> dict[str, Any]:
    """Make segments in a row.

    Args:
        values: Those of a `CutTask`; its start is that of the first segment.
        size: Of the picture.
        bounds: Of each segment, in player time.
        first: The first one's number.
        folder: For `<number>.m4s` and `init.mp4`; each is complete when its name is there.
        progress: Told the second that is reached.

    Raises:
        Permanent: the film cannot be read.
    """
    source = Source(CutTask.from_dict(values))
    with source.opened() as film:
        run = _Run(source, film, (size[0], size[1]) if size else None)
        for number, (picture, sound) in enumerate(run.segments(list(bounds), progress), start=first):
            _put(Path(folder), number, picture, sound)
            progress(bounds[number - first][1])
    return {}


def _put(folder: Path, number: int, once: bytes, media: bytes) -> None:
    for name, data in ((INIT, once), (f"{number}.m4s", media)):
        draft = folder / f".{name}"
        draft.write_bytes(data)
        draft.rename(folder / name)


class _Run:
    """The film read once, and its segments as they become complete."""

    def __init__(self, source: Source, film: Any, size: tuple[int, int] | None) -> None:
        task = source.task
        self._source, self._film, self._task = source, film, task
        self._size = size
        self._stream = film.streams[task.video] if task.video is not None and size else None
        self._picture = PictureLine(self._stream, task.start_s) if self._stream else None
        self._sound = SoundLine(film.streams[task.audio]) if task.audio is not None else None
        self._upright = Upright(task, "yuv420p", size=size, one_field=True)
        self._shown: list[Shown] = []  # upright and small: four seconds of 4K as decoded are gigabytes

    def segments(self, bounds: list[Bounds], progress: Callable[[float], None]) -> Iterator[tuple[bytes, bytes]]:
        """Initialisation and media of each segment."""
        for packet in self._packets():
            progress(seconds(packet))
            if packet.stream_index == self._task.audio and self._sound:
                self._sound.feed(packet)
            elif self._picture:
                self._keep(self._picture.feed(packet))
            while bounds and self._is_complete(bounds[0]):
                yield self._written(*bounds.pop(0))
            if not bounds:
                return
        self._finish(bounds[-1][1])
        while bounds:
            yield self._written(*bounds.pop(0))

    def _packets(self) -> Iterator[Any]:
        indexes = [
            index for index in (self._task.video if self._picture else None, self._task.audio) if index is not None
        ]
        return self._source.packets(self._film, indexes)

    def _is_complete(self, bounds: Bounds) -> bool:
        if self._picture and not (self._shown and self._shown[-1][2] >= bounds[1] - TOLERANCE_S):
            return False
        return self._sound is None or self._sound.reaches(bounds[1])

    def _keep(self, shown: Iterator[Shown]) -> None:
        self._shown += [(self._upright(frame), since_s, until_s) for frame, since_s, until_s in shown]

    def _finish(self, end_s: float) -> None:
        if self._picture:
            self._keep(self._picture.finish(end_s))
        if self._sound:
            self._sound.finish()

    def _written(self, start_s: float, end_s: float) -> tuple[bytes, bytes]:
        import av

        shown = list(self._cut_out(start_s, end_s))
        if self._picture and not shown:
            raise Permanent(NO_PICTURE)
        file = io.BytesIO()
        with av.open(file, "w", format="mp4", options=MUXING) as sink:
            self._write(sink, shown, (start_s, end_s))
        return split(file.getvalue())

    def _write(self, sink: Any, shown: list[Shown], bounds: Bounds) -> None:
        picture = PictureEncoder(sink, self._stream, self._size, shown[0][0]) if self._size and shown else None
        sound = SoundEncoder(sink, self._sound, *bounds) if self._sound else None
        if picture:
            for one in shown:
                picture.encode(*one)
            picture.finish()
        if sound:
            sound.write()

    def _cut_out(self, start_s: float, end_s: float) -> Iterator[Shown]:
        """The frames of a segment; what is shown behind it is kept for the next one."""
        rest = []
        for frame, since_s, until_s in self._shown:
            if since_s < end_s - TOLERANCE_S and until_s > start_s + TOLERANCE_S:
                begin_s = start_s if since_s < start_s + TOLERANCE_S else since_s
                yield frame, begin_s, end_s if until_s > end_s - TOLERANCE_S else until_s
            if until_s > end_s + TOLERANCE_S:
                rest.append((frame, since_s, until_s))
        self._shown = rest
