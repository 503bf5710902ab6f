"""Results of a case: a Parquet file of samples, each with the machine that it was measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.harness.machine import Machine
from benchmarks.harness.sample import Sample

FOLDER: Final = Path(__file__).resolve().parents[1] / "results"
SAMPLE_SCHEMA: Final = {
    "subject": pl.String,
    "contestant": pl.String,
    "round": pl.Int64,
    "metric": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "size": pl.Float64,
}
MACHINE_SCHEMA: Final = {
    "processor": pl.String,
    "cores": pl.Int64,
    "memory_gib": pl.Float64,
    "python": pl.String,
    "commit": pl.String,
    "measured_at": pl.String,
    "load": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Results:
    """The samples of one run of a case."""

    machine: Machine
    samples: tuple[Sample, ...]


def write_results(name: str, results: Results, folder: Path = FOLDER) -> Path:
    """Write `<folder>/<case>.parquet`; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(sample), **asdict(results.machine)} for sample in results.samples]
    path = folder / f"{name}.parquet"
    pl.DataFrame(rows, schema={**SAMPLE_SCHEMA, **MACHINE_SCHEMA}).write_parquet(path)
    return path


def read_results(name: str, folder: Path = FOLDER) -> Results | None:
    """The results of the last run of a case; None where it was never measured."""
    path = folder / f"{name}.parquet"
    if not path.exists():
        return None
    table = pl.read_parquet(path)
    machine = Machine(**table.select(list(MACHINE_SCHEMA)).row(0, named=True))
    return Results(machine, _samples(table.select(list(SAMPLE_SCHEMA)).rows(named=True)))


def _samples(rows: Sequence[dict[str, object]]) -> tuple[Sample, ...]:
    return tuple(Sample(**row) for row in rows)  # type: ignore[arg-type]  # the file's schema is the sample's
