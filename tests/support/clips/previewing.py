"""Previews of films, made in this process, and put together as a player does."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.support.clips.cutting import manifest_of
from vindex_search.clips.asked import ClipAsked
from vindex_search.clips.make import cut_task
from vindex_search.clips.preview.child import INIT, make_segments
from vindex_search.clips.preview.shelf import segment_name
from vindex_search.clips.preview.spec import PreviewSpec


@dataclass
class Made:
    """Segments of a film, what players need before them, and the seconds that were told."""

    spec: PreviewSpec
    once: list[bytes] = field(default_factory=list)
    media: dict[int, bytes] = field(default_factory=dict)
    told: list[float] = field(default_factory=list)

    def file(self, folder: Path, *numbers: int) -> Path:
        """Some segments, or all, as one file."""
        path = folder / "preview.mp4"
        path.write_bytes(self.once[0] + b"".join(self.media[number] for number in numbers or sorted(self.media)))
        return path


def preview(film: Path, folder: Path, *stretches: range) -> Made:
    """Make stretches of segments, each by a run of its own; without any the whole film by one."""
    manifest = manifest_of(film)
    made = Made(PreviewSpec.of(manifest))
    for stretch in stretches or (range(made.spec.segments),):
        bounds = [made.spec.bounds(number) for number in stretch]
        between = bounds[0][0], bounds[-1][1]
        task = cut_task(manifest, film, ClipAsked(*between), between)
        make_segments(task.to_dict(), made.spec.size, bounds, stretch.start, str(folder), made.told.append)
        made.once.append((folder / INIT).read_bytes())
        made.media |= {number: (folder / segment_name(number)).read_bytes() for number in stretch}
    return made
