"""encoders: both contestants do their work, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.gpu.encoders import BARE, measure_text, measure_vision
from benchmarks.gpu.random_models import TINY
from benchmarks.harness.sample import OURS, Sample


@pytest.mark.parametrize("measure", [measure_vision, measure_text])
def test_both_are_measured_in_turns_that_alternate(measure: Callable[..., Iterator[Sample]], tmp_path: Path) -> None:
    samples = list(measure(tmp_path / "models", TINY, count=3, rounds=2))
    assert [sample.contestant for sample in samples] == [OURS, BARE, BARE, OURS]
    assert all(sample.value > 0 for sample in samples)
