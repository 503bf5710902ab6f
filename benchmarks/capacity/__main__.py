"""`python -m benchmarks.capacity [PART ...]`: measures what `vindex capacity` extrapolates from, and keeps it.

Each part replaces its own figures in `vindex_assets/capacity/measured.json`, with the machine, the load and the commit
that they were measured on. All of them need ffmpeg and `../shared/media`, and take about twenty minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from benchmarks.capacity.films import MOVING, TALK, cut_film
from benchmarks.capacity.index_size import measure_index
from benchmarks.capacity.profiles import measure_profile, measure_subtitles
from benchmarks.capacity.requests import count_requests
from benchmarks.harness.machine import CHECKOUT, this_machine

TABLE: Final = CHECKOUT / "vindex_assets" / "capacity" / "measured.json"
VIDEO: Final = CHECKOUT.parent / "shared" / "media" / "video"
SAMPLE: Final = CHECKOUT / "samples" / "tides.mp4"
SAMPLE_S: Final = 8.0  # requests do not depend on how long a film is
SUBTITLED: Final = ("derived_lecture_dev.mp4", "derived_lecture_dev.vtt")
INDEX_POINTS: Final = (10_000, 100_000)
INDEX_DIM: Final = 384  # of the text models of both model sets


def _talk(folder: Path) -> object:
    return measure_profile("talk", [VIDEO / one for one in TALK], folder / "talk")


def _film(folder: Path) -> object:
    return measure_profile("film", [VIDEO / one for one in MOVING], folder / "film")


def _subtitles(folder: Path) -> object:
    film, subtitles = (VIDEO / name for name in SUBTITLED)
    return {"cpu_s_a_video": measure_subtitles(film, subtitles, folder / "subtitles")}


def _requests(folder: Path) -> object:
    return count_requests(cut_film(SAMPLE, SAMPLE_S, folder), folder)


def _index(_: Path) -> object:
    return {str(points): asdict(measure_index(points, INDEX_DIM)) for points in INDEX_POINTS}


PARTS: Final[Mapping[str, Callable[[Path], object]]] = {
    "talk": _talk,
    "film": _film,
    "subtitles": _subtitles,
    "requests": _requests,
    "index": _index,
}


def replace_part(part: str, figures: object, machine: Mapping[str, Any], table: Path = TABLE) -> None:
    """Write the figures of a part, and where they come from, into the table."""
    content = json.loads(table.read_text(encoding="utf-8")) if table.exists() else {}
    content[part] = {"measured_on": dict(machine), "figures": figures}
    ordered = {name: content[name] for name in PARTS if name in content}
    table.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    for part in parser.parse_args().parts or PARTS:
        machine = asdict(this_machine())
        with tempfile.TemporaryDirectory(prefix="vindex-capacity-") as folder:
            figures = PARTS[part](Path(folder))
        replace_part(part, figures, machine)
        print(json.dumps({part: figures}, indent=2), flush=True)


if __name__ == "__main__":
    main()
