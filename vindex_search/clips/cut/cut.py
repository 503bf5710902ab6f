"""Cuts the range of a task out of its film, into one file of the folder that the child may write to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from vindex_search.clips.cut.copied import COPIED_PICTURES, COPIED_SOUND, CopiedPicture, CopiedSound
from vindex_search.clips.cut.encoded_picture import EncodedPicture
from vindex_search.clips.cut.encoded_sound import EncodedSound
from vindex_search.clips.cut.gif import GifPicture
from vindex_search.clips.cut.source import Source, seconds
from vindex_search.clips.cut.task import CutTask
from vindex_search.sandbox.failures import Permanent

NAME: Final = "clip"
MUXERS: Final = {"mp4": "mp4", "m4a": "ipod", "gif": "gif"}  # FFmpeg's names
OPTIONS: Final = {"movflags": "+faststart"}  # so that it plays while it arrives
EMPTY: Final = "the film has nothing between the start and the end of the clip"

Picture = CopiedPicture | EncodedPicture | GifPicture
Sound = CopiedSound | EncodedSound


def cut_clip(values: Mapping[str, Any], folder: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Cut a clip; `values` are those of a `CutTask`.

    Returns:
        `file`, and in player time `start_s` and `end_s`, as they became; `copied`: whether picture and sound were, null
        for one that is not there; `encoded`: names of the codecs that a copy was not possible of.

    Raises:
        Permanent: there is nothing in the range, or the film cannot be read.
    """
    import av

    task = CutTask.from_dict(values)
    source, path = Source(task), Path(folder, f"{NAME}.{task.format}")
    options = OPTIONS if task.format != "gif" else {}
    with source.opened() as film, av.open(str(path), "w", format=MUXERS[task.format], options=options) as sink:
        clip = _Clip(source, film, sink)
        clip.run(film, progress)
    return {**clip.facts(), "file": path.name}


class _Clip:
    """The parts of a clip in the making."""

    def __init__(self, source: Source, film: Any, sink: Any) -> None:
        self.task = source.task
        self.encoded: list[str] = []
        self.picture = self._picture(source, film, sink) if self.task.video is not None else None
        self.sound = self._sound(film, sink) if self.task.audio is not None else None

    def run(self, film: Any, progress: Callable[[float], None]) -> None:
        """Read the film from before the start to behind the end."""
        indexes = [index for index in (self.task.video, self.task.audio) if index is not None]
        for packet in Source(self.task).packets(film, indexes):
            progress(max(0.0, seconds(packet) - self.task.start_s))
            self._feed(packet)
            if all(part is None or part.done for part in (self.picture, self.sound)):
                break
        self._finish()

    def facts(self) -> dict[str, Any]:
        """What became of the clip; Permanent where that is nothing."""
        first = self._origin()
        end_s = max(part.end_s for part in (self.picture, self.sound) if part)
        if first is None or end_s <= self.task.start_s:
            raise Permanent(EMPTY)
        return {"start_s": first, "end_s": end_s, "encoded": self.encoded, "copied": self._copied()}

    def _copied(self) -> dict[str, bool | None]:
        return {
            "picture": isinstance(self.picture, CopiedPicture) if self.picture else None,
            "sound": isinstance(self.sound, CopiedSound) if self.sound else None,
        }

    def _picture(self, source: Source, film: Any, sink: Any) -> Picture:
        stream = film.streams[self.task.video]
        stream.thread_type = "AUTO"
        if self.task.format == "gif":
            return GifPicture(sink, stream, self.task)
        if self.task.mode == "fast" and not self.task.captions:
            begin = source.key_frame(stream.index) if stream.codec_context.name in COPIED_PICTURES else None
            if begin is not None:
                return CopiedPicture(sink, stream, self.task, begin)
            self.encoded.append(stream.codec_context.codec.canonical_name)
        return EncodedPicture(sink, stream, self.task)

    def _sound(self, film: Any, sink: Any) -> Sound:
        stream = film.streams[self.task.audio]
        if self.task.mode == "fast":
            if stream.codec_context.name in COPIED_SOUND:
                return CopiedSound(sink, stream, self.task)
            self.encoded.append(stream.codec_context.codec.canonical_name)
        return EncodedSound(sink, stream, self.task)

    def _origin(self) -> float | None:
        """Where the clip begins; None as long as its picture has not begun."""
        return self.picture.origin_s if self.picture else self.task.start_s

    def _feed(self, packet: Any) -> None:
        part = self.picture if packet.stream_index == self.task.video else self.sound
        if part is None or part.done:
            return
        if isinstance(part, EncodedSound | CopiedSound):
            part.feed(packet, self._origin())
        else:
            part.feed(packet)
            self._place_early()

    def _place_early(self) -> None:
        """Sound that came before the first frame, and so before it was known where the clip begins."""
        origin = self._origin()
        if origin is not None and self.sound is not None:
            self.sound.place_early(origin)

    def _finish(self) -> None:
        if self.picture:
            self.picture.finish()
        self._place_early()
        if self.sound:
            self.sound.finish()
