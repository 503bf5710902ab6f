"""Frames as players show them: rotated, of one even size, in the pixels that the encoder takes."""

from __future__ import annotations

from typing import Any, Final

from vindex_search.clips.cut.task import CutTask

TRANSPOSE: Final = {90: ("transpose", "clock"), 270: ("transpose", "cclock")}


class Upright:
    """Turns frames upright; the size of the first one is that of all.

    Args:
        task: Says how players turn them.
        pixels: FFmpeg's name of the pixel format.
        longest: Pixels of the longer side at most.
        size: Width and height of all, whatever the frames have.
        one_field: Of interlaced frames only one field is taken: what moves has no comb.
    """

    def __init__(
        self,
        task: CutTask,
        pixels: str,
        *,
        longest: int | None = None,
        size: tuple[int, int] | None = None,
        one_field: bool = False,
    ) -> None:
        self._task, self._pixels, self._longest, self._fixed = task, pixels, longest, size
        self._one_field = one_field
        self._graph: Any = None
        self._kind: tuple[int, int, str, bool] | None = None
        self._size: tuple[int, int] | None = None

    def __call__(self, frame: Any) -> Any:
        """The frame upright, with its time."""
        kind = (frame.width, frame.height, frame.format.name, self._one_field and frame.interlaced_frame)
        if kind != self._kind:
            self._graph, self._kind = self._build(frame), kind
        self._graph.push(frame)
        turned = self._graph.pull()
        turned.pts, turned.time_base = frame.pts, frame.time_base
        turned.pict_type = 0  # the encoder decides where key frames are, not the film
        return turned

    def _build(self, frame: Any) -> Any:
        import av

        graph = av.filter.Graph()
        steps = [
            graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
        ]
        if self._one_field and frame.interlaced_frame:
            steps.append(graph.add("field", "type=top"))
        if self._task.mirrored:
            steps.append(graph.add("hflip"))
        if self._task.rotation in TRANSPOSE:
            name, direction = TRANSPOSE[self._task.rotation]
            steps.append(graph.add(name, f"dir={direction}"))
        if self._task.rotation == 180:
            steps += [graph.add("hflip"), graph.add("vflip")]
        steps += [self._scaled(graph, frame), graph.add("format", self._pixels), graph.add("buffersink")]
        graph.link_nodes(*steps).configure()
        return graph

    def _scaled(self, graph: Any, frame: Any) -> Any:
        """To the size of the first frame; of an odd one the last row or column is cut off."""
        if self._fixed is not None:
            return graph.add("scale", f"w={self._fixed[0]}:h={self._fixed[1]}")
        width, height = (frame.height, frame.width) if self._task.rotation in TRANSPOSE else (frame.width, frame.height)
        if self._size is None:
            self._size = _even(width, height, self._longest)
            if self._longest is None and min(width, height) > 1:
                return graph.add("crop", f"w={self._size[0]}:h={self._size[1]}:x=0:y=0")
        return graph.add("scale", f"w={self._size[0]}:h={self._size[1]}")


def _even(width: int, height: int, longest: int | None) -> tuple[int, int]:
    scale = min(1.0, longest / max(width, height)) if longest else 1.0
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)
