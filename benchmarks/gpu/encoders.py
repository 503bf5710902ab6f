"""Our encoders beside the bare model on tensors that are prepared and lie on the device already."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np

from benchmarks.gpu.random_models import RandomModel, Sizes, random_text, random_vision
from benchmarks.harness.sample import OURS, Sample
from tests.support.models.tiny_encoders import WORDS
from vindex_search.models.cache import device, half_precision
from vindex_search.models.text import BATCH_SIZE, TextEncoder
from vindex_search.models.vision import MAX_BATCH_SIZE, VisionEncoder

BARE: Final = "bare model"
FRAME: Final = (512, 910)  # height and width of a kept frame of a film in 16:9
JPEG_QUALITY: Final = 85
WORDS_EACH: Final = 60  # of a passage
SEED: Final = 7

Run = Callable[[], object]


def measure_vision(folder: Path, sizes: Sizes, *, count: int, rounds: int) -> Iterator[Sample]:
    """Frames a second: ours from JPEG to unit vectors, the bare model from pixel values to its output."""
    made, jpegs = random_vision(folder, sizes), _jpegs(count)
    encoder = VisionEncoder(made.model, made.weights)
    yield from _rates("vision encoder", count, lambda: encoder.encode_images(jpegs), _bare_vision(made, count), rounds)


def measure_text(folder: Path, sizes: Sizes, *, count: int, rounds: int) -> Iterator[Sample]:
    """Passages a second, likewise."""
    made, texts = random_text(folder, sizes), _texts(count)
    encoder = TextEncoder(made.model, made.weights)
    yield from _rates("text encoder", count, lambda: encoder.encode_passages(texts), _bare_text(made, texts), rounds)


def _bare_vision(made: RandomModel, count: int) -> Run:
    import torch
    from transformers import AutoModel

    model: Any = AutoModel.from_pretrained(str(made.folder), dtype=getattr(torch, half_precision()))
    model = model.to(device()).eval()
    side = model.config.vision_config.image_size
    batch = min(count, MAX_BATCH_SIZE[device()])
    pixels = torch.zeros((batch, 3, side, side), dtype=model.dtype, device=device())
    return lambda: _forward([{"pixel_values": pixels}] * -(-count // batch), model.get_image_features)


def _bare_text(made: RandomModel, texts: Sequence[str]) -> Run:
    from transformers import AutoModel, AutoTokenizer

    model: Any = AutoModel.from_pretrained(str(made.folder)).to(device()).eval()
    load: Any = AutoTokenizer.from_pretrained  # transformers gives it no types
    tokenizer = load(str(made.folder))
    parts = [texts[at : at + BATCH_SIZE] for at in range(0, len(texts), BATCH_SIZE)]
    batches = [tokenizer(list(part), padding=True, return_tensors="pt").to(device()) for part in parts]
    return lambda: _forward(batches, model)


def _forward(batches: Sequence[Any], model: Callable[..., Any]) -> None:
    """Run all batches and wait until the device is done."""
    import torch

    with torch.inference_mode():
        for batch in batches:
            model(**batch)
    if device() == "cuda":
        torch.cuda.synchronize()


def _rates(subject: str, count: int, ours: Run, bare: Run, rounds: int) -> Iterator[Sample]:
    """Each in turns, after a run that is not counted."""
    contestants = {OURS: ours, BARE: bare}
    for run in contestants.values():
        run()
    for round_ in range(rounds):
        for name in list(contestants)[:: 1 if round_ % 2 == 0 else -1]:
            began = perf_counter()
            contestants[name]()
            rate = count / (perf_counter() - began)
            yield Sample(subject=subject, contestant=name, round=round_, metric="rate", value=rate, unit="1/s")


def _jpegs(count: int) -> list[bytes]:
    from PIL import Image

    data = io.BytesIO()
    coarse = np.random.default_rng(SEED).integers(0, 255, (16, 28, 3), np.uint8)
    Image.fromarray(coarse).resize(FRAME[::-1]).save(data, "JPEG", quality=JPEG_QUALITY)
    return [data.getvalue()] * count


def _texts(count: int) -> list[str]:
    chosen = np.random.default_rng(SEED).choice(WORDS, (count, WORDS_EACH))
    return [" ".join(row) for row in chosen]
