"""Pictures and the words for them into one space: SigLIP 2 and its kin, through transformers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.models.cache import Key, device, half_precision, models, parameter_bytes
from vindex_search.models.catalogue import Model
from vindex_search.models.weights import locate

BATCH: Final = 16
# SigLIP was trained on texts padded to this length; unpadded ones turned 31 of 34 rankings upside down elsewhere.
QUERY_TOKENS: Final = 64


class _Loaded(NamedTuple):
    model: Any
    processor: Any


class VisionEncoder:
    """Encodes pictures and queries with a model whose weights are on this machine.

    Raises:
        MissingWeights: the weights are not on this machine.
    """

    def __init__(self, model: Model, *, models_dir: Path | None) -> None:
        self._row = model
        folder = locate(model, models_dir=models_dir)
        key = Key(model.id, model.revision, device(), half_precision())
        self._loaded = models.get(key, lambda: _load(folder), size=lambda loaded: parameter_bytes(loaded.model))

    def encode_images(
        self, jpegs: Sequence[bytes], *, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim), one per picture.

        Args:
            jpegs: Encoded pictures, of any size.
            progress: Called with the share done, after each batch.

        Raises:
            ValueError: a picture cannot be decoded; the message names its position.
        """
        made: list[npt.NDArray[np.float32]] = [np.zeros((0, self._row.dim), np.float32)]
        for start in range(0, len(jpegs), BATCH):
            pictures = [_decode(jpeg, start + at) for at, jpeg in enumerate(jpegs[start : start + BATCH])]
            inputs = self._loaded.processor(images=pictures, return_tensors="pt")
            made.append(self._features("get_image_features", inputs))
            if progress:
                progress(min(1.0, (start + BATCH) / len(jpegs)))
        return np.concatenate(made)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,); the one place where queries are padded as the model was trained."""
        inputs = self._loaded.processor(
            text=[text], padding="max_length", max_length=QUERY_TOKENS, truncation=True, return_tensors="pt"
        )
        vector: npt.NDArray[np.float32] = self._features("get_text_features", inputs)[0]
        return vector

    def _features(self, method: str, inputs: Any) -> npt.NDArray[np.float32]:
        import torch

        model = self._loaded.model
        moved = {name: _to(value, model) for name, value in inputs.items()}
        with torch.inference_mode():
            found = getattr(model, method)(**moved)
        found = getattr(found, "pooler_output", found)  # transformers 5 wraps the tensor
        unit = torch.nn.functional.normalize(found.float(), dim=-1)
        return np.asarray(unit.cpu().numpy(), dtype=np.float32)


def _load(folder: Path) -> _Loaded:
    import torch
    from transformers import AutoModel, AutoProcessor

    dtype = getattr(torch, half_precision())
    model = AutoModel.from_pretrained(str(folder), local_files_only=True, dtype=dtype).to(device()).eval()
    load_processor: Any = AutoProcessor.from_pretrained  # transformers gives it no types
    return _Loaded(model, load_processor(str(folder), local_files_only=True, use_fast=True))


def _decode(jpeg: bytes, position: int) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(io.BytesIO(jpeg)).convert("RGB")
    except (UnidentifiedImageError, OSError) as problem:
        raise ValueError(f"picture {position} cannot be decoded: {type(problem).__name__}") from None


def _to(value: Any, model: Any) -> Any:
    """Move a tensor to the model's device, pictures into its number format too."""
    return value.to(model.device, model.dtype) if value.is_floating_point() else value.to(model.device)
