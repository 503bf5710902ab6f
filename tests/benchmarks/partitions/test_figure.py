"""Figures cross the process as lines of JSON."""

from __future__ import annotations

from benchmarks.partitions.figure import Figure, read_line

FIGURE = Figure("tick, idle", 2, 0.25, "s")


def test_a_figure_comes_back_as_it_was() -> None:
    assert read_line(FIGURE.to_line()) == FIGURE


def test_the_sample_has_the_size_of_its_library() -> None:
    sample = FIGURE.sample(100_000)
    assert (sample.subject, sample.size, sample.round) == ("100,000 partitions", 100_000, 2)
