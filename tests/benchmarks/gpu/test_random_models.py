"""random_models: folders that our encoders load, of the sizes that were asked for."""

from __future__ import annotations

from pathlib import Path

from benchmarks.gpu.random_models import Sizes, random_text, random_vision
from vindex_search.models.text import TextEncoder
from vindex_search.models.vision import VisionEncoder

SIZES = Sizes(48, 2, 4, 64, image=64)


def test_a_vision_model_has_the_sizes_asked_for(tmp_path: Path) -> None:
    made = random_vision(tmp_path, SIZES)
    assert VisionEncoder(made.model, made.weights).encode_query("a red boat").shape == (SIZES.dim,)


def test_a_text_model_has_the_sizes_asked_for(tmp_path: Path) -> None:
    made = random_text(tmp_path, SIZES)
    assert TextEncoder(made.model, made.weights).encode_query("a red boat").shape == (SIZES.dim,)
