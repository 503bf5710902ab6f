"""`python -m benchmarks.capacity.queue`: simulation and formula side by side, as a table and as `docs/capacity.svg`.

Videos are those of `vindex capacity`: the measured work of a talk of ten minutes, lengths that vary as much as their
mean, more uploads by day than by night.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.capacity.queue.arrivals import Traffic, uploads
from benchmarks.capacity.queue.simulation import simulate
from benchmarks.harness.machine import CHECKOUT
from benchmarks.harness.page.colours import OTHER_COLOURS, OUR_COLOUR
from benchmarks.harness.page.markdown import table
from benchmarks.harness.page.plot import STYLE
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import read_measured
from vindex_assets.capacity.plan import service_of
from vindex_assets.capacity.waiting import Service, uploads_by_hour, waiting
from vindex_assets.capacity.work import PEAK_OVER_MEAN

PICTURE: Final = CHECKOUT / "docs" / "capacity.svg"
CORES: Final = (1, 2, 8)
LOADS: Final = (0.2, 0.4, 0.6, 0.7, 0.8)  # in the busiest hour, of what full batches bring
AT_ONCE: Final = 10.0
DAYS: Final = 2
SEEDS: Final = (1, 2)
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Compared:
    """Mean seconds to searchable over some days: by the formula, simulated, and with ten uploads at once."""

    cores: int
    load: float
    formula_s: float
    simulated_s: float
    at_once_s: float


def compare(service: Service, factors: tuple[float, ...]) -> Iterator[Compared]:
    """Each number of cores at each load."""
    for cores in CORES:
        for load in LOADS:
            a_day = load * cores * service.most_a_second * DAY_S / PEAK_OVER_MEAN
            traffic = Traffic(rates=uploads_by_hour(a_day), video_s=service.video_s, factors=factors)
            even = replace(service, variation=traffic.total_variation)
            formula = waiting(a_day, cores, even)
            if formula:
                simulated, at_once = (
                    _simulated(one, cores, service) for one in (traffic, replace(traffic, at_once=AT_ONCE))
                )
                yield Compared(cores, load, formula.mean_s, simulated, at_once)


def _simulated(traffic: Traffic, cores: int, service: Service) -> float:
    """The mean over all uploads of all seeds."""
    waits = [
        wait
        for seed in SEEDS
        for _, wait in simulate(uploads(traffic, DAYS, seed), cores=cores, start_s=service.start_s).waits
    ]
    return sum(waits) / len(waits)


def draw(rows: list[Compared], path: Path = PICTURE) -> None:
    """A line a number of cores over the load: the formula, and the simulation as points."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 3.6), layout="constrained")
        panel = figure.subplots()
        for cores, colour in zip(CORES, (OUR_COLOUR, *OTHER_COLOURS[1:]), strict=False):
            own = [row for row in rows if row.cores == cores]
            loads = [row.load for row in own]
            panel.plot(loads, [row.formula_s for row in own], color=colour, label=f"{cores} cores: formula")
            panel.plot(loads, [row.simulated_s for row in own], "o", color=colour, label=f"{cores} cores: simulated")
        panel.set_title("Upload to searchable (s), mean of two days")
        panel.set_xlabel("load in the busiest hour")
        panel.set_yscale("log")
        panel.legend(frameon=False, ncols=2)
        figure.savefig(path, format="svg", metadata={"Date": None})


def main() -> None:
    """Compare, print, draw."""
    measured, demand = read_measured(), Demand(hours=1)
    service = service_of(demand, measured)
    rows = list(compare(service, measured.profiles[demand.profile].cpu_s_a_second))
    print(f"A run takes {service.start_s:.1f} s beside its videos, a video {service.video_s:.1f} s of a core.\n")
    head = ("cores", "load in the busiest hour", "formula", "simulated", "formula / simulated", "ten uploads at once")
    print(table(head, map(_cells, rows)))
    draw(rows)


def _cells(row: Compared) -> tuple[str, ...]:
    over = row.formula_s / row.simulated_s
    seconds = (f"{one:,.0f} s" for one in (row.formula_s, row.simulated_s))
    return str(row.cores), f"{row.load:g}", *seconds, f"{over:.2f}", f"{row.at_once_s:,.0f} s"


if __name__ == "__main__":
    main()
