"""Embeddings of images and of queries for them in one space: SigLIP 2, through transformers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.models.batching import batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device, half_precision, parameter_bytes
from vindex_search.models.model import Model
from vindex_search.models.prefetch import prefetch
from vindex_search.models.weights import WeightsLocator

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BATCH_SIZE: Final = {"cuda": 64, "cpu": 16}
# Memory per 224-pixel image in a base model, from its shapes: the widest layer and its attention, in half precision.
IMAGE_BYTES: Final = 16 * 2**20


class _Loaded(NamedTuple):
    model: Any
    processor: Any


class VisionEncoder:
    """Encodes images and queries.

    Args:
        model: A vision model of the catalogue.
        weights: Where its weights are looked for.

    Raises:
        MissingWeights: the weights are not on this machine.
    """

    def __init__(self, model: Model, weights: WeightsLocator) -> None:
        self._model = model
        self._folder = weights.locate(model)
        self._load()  # fails before any work where the model cannot be loaded

    def encode_images(
        self, jpegs: Sequence[bytes], *, batch_size: int | None = None, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim), one per image; the next batch is decoded while the model runs on this one.

        Args:
            jpegs: Encoded images, of any size.
            batch_size: Images per forward pass; None: as many as the device's free memory holds.
            progress: Called after each batch with the share of images encoded, up to 1.

        Raises:
            ValueError: an image cannot be decoded; the message names its position.
            TooLittleMemory: the device does not hold even one image.
        """
        size = batch_size or batch_size_for(bytes_each=IMAGE_BYTES, largest=MAX_BATCH_SIZE[device()])
        vectors: list[npt.NDArray[np.float32]] = [np.zeros((0, self._model.dim), np.float32)]
        starts = range(0, len(jpegs), size)
        batches = prefetch(starts, lambda start: self._preprocess(jpegs[start : start + size], start))
        for start, pixels in zip(starts, batches, strict=True):
            vectors.append(self._encode(pixels))
            if progress:
                progress((start + len(pixels)) / len(jpegs))
        return np.concatenate(vectors)

    def _preprocess(self, jpegs: Sequence[bytes], first: int) -> Any:
        """Tensor of pixel values of a batch whose first image has the position `first`."""
        images = [_decode(jpeg, position) for position, jpeg in enumerate(jpegs, start=first)]
        return self._load().processor(images=images, return_tensors="pt")["pixel_values"]

    def _encode(self, pixels: Any) -> npt.NDArray[np.float32]:
        """Unit vectors of preprocessed images, in one batch or, where memory runs out, in smaller ones."""

        def run(size: int) -> npt.NDArray[np.float32]:
            parts = [self._features("get_image_features", pixel_values=part) for part in pixels.split(size)]
            return np.concatenate(parts)

        return retry_with_smaller_batches(run, batch=len(pixels))

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,).

        Queries are prepared as SigLIP 2's training captions were: in lower case, padded to 64 tokens, and with
        attention to the padding, so without an attention mask (transformers, issue 43054; open_clip, issue 984).
        """
        prepared = self._load().processor(
            text=[text.lower()],
            padding="max_length",
            max_length=self._model.query_tokens,
            truncation=True,
            return_tensors="pt",
        )
        vector: npt.NDArray[np.float32] = self._features("get_text_features", input_ids=prepared["input_ids"])[0]
        return vector

    def _features(self, method: str, **tensors: Any) -> npt.NDArray[np.float32]:
        """Unit vectors that a method of the model gives for these inputs."""
        import torch

        model = self._load().model
        inputs = {name: _to_device_of(model, tensor) for name, tensor in tensors.items()}
        with torch.inference_mode():
            output = getattr(model, method)(**inputs)
        features = getattr(output, "pooler_output", output)  # transformers 5 wraps the tensor
        dim = features.shape[-1]
        if dim != self._model.dim:
            raise ValueError(
                f"{self._folder} gives vectors of {dim} components; {self._model.id} has {self._model.dim}"
            )
        unit = torch.nn.functional.normalize(features.float(), dim=-1)
        return np.asarray(unit.cpu().numpy(), dtype=np.float32)

    def _load(self) -> _Loaded:
        """Model and processor, from the cache of this process where they are loaded already."""
        key = ModelKey(self._model.id, self._model.revision, device(), half_precision())
        return MODEL_CACHE.get(key, lambda: _load_from(self._folder), size=lambda loaded: parameter_bytes(loaded.model))


def _load_from(folder: Path) -> _Loaded:
    import torch
    from transformers import AutoModel, AutoProcessor

    dtype = getattr(torch, half_precision())
    model = AutoModel.from_pretrained(str(folder), local_files_only=True, dtype=dtype).to(device()).eval()
    load_processor: Any = AutoProcessor.from_pretrained  # transformers gives it no types
    processor = load_processor(str(folder), local_files_only=True, use_fast=True)
    processor.tokenizer.padding_side = "right"  # as in training; SigLIP 2's tokenizer class pads on the left
    return _Loaded(model, processor)


def _decode(jpeg: bytes, position: int) -> Image:
    from PIL import Image

    try:
        return Image.open(io.BytesIO(jpeg)).convert("RGB")
    except OSError as problem:  # including Pillow's UnidentifiedImageError
        raise ValueError(f"picture {position} cannot be decoded: {type(problem).__name__}") from None


def _to_device_of(model: Any, tensor: Any) -> Any:
    """Move a tensor to a model's device, and cast pixel values to its number format."""
    return tensor.to(model.device, model.dtype) if tensor.is_floating_point() else tensor.to(model.device)
