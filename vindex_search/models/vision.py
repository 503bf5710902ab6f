"""Pictures and the words for them into one space: SigLIP 2, CLIP and their kin, through transformers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.models.batching import batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device, half_precision, parameter_bytes
from vindex_search.models.catalogue import Model
from vindex_search.models.prefetch import prefetch
from vindex_search.models.weights import locate

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_BATCH: Final = {"cuda": 64, "cpu": 16}
# Of a picture of 224 pixels in a base model, by its shapes: the widest layer and its attention, in half precision.
PICTURE_BYTES: Final = 16 * 2**20


class _Loaded(NamedTuple):
    model: Any
    processor: Any


class VisionEncoder:
    """Encodes pictures and queries with a model whose weights are on this machine.

    Raises:
        MissingWeights: the weights are not on this machine.
    """

    def __init__(self, model: Model, *, models_dir: Path | None) -> None:
        self._model = model
        self._folder = locate(model, models_dir=models_dir)
        self._loaded()  # a model that cannot be loaded is known before any work

    def encode_images(
        self, jpegs: Sequence[bytes], *, batch_size: int | None = None, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim), one per picture; the next pictures are decoded while the model sees these.

        Args:
            jpegs: Encoded pictures, of any size.
            batch_size: Pictures that the model sees at once; None: as many as the device holds.
            progress: Called with the share done, after each batch.

        Raises:
            ValueError: a picture cannot be decoded; the message names its position.
            TooLittleMemory: the device does not hold even one picture.
        """
        size = batch_size or batch_size_for(bytes_each=PICTURE_BYTES, largest=LARGEST_BATCH[device()])
        made: list[npt.NDArray[np.float32]] = [np.zeros((0, self._model.dim), np.float32)]
        starts = range(0, len(jpegs), size)
        for start, pixels in zip(
            starts, prefetch(starts, lambda at: self._pixels(jpegs[at : at + size], at)), strict=True
        ):
            made.append(self._seen(pixels))
            if progress:
                progress((start + len(pixels)) / len(jpegs))
        return np.concatenate(made)

    def _pixels(self, jpegs: Sequence[bytes], first: int) -> Any:
        pictures = [_decode(jpeg, first + at) for at, jpeg in enumerate(jpegs)]
        return self._loaded().processor(images=pictures, return_tensors="pt")["pixel_values"]

    def _seen(self, pixels: Any) -> npt.NDArray[np.float32]:
        """Vectors of prepared pictures, all at once or, where memory runs out, in smaller parts."""

        def run(size: int) -> npt.NDArray[np.float32]:
            parts = [self._features("get_image_features", pixel_values=part) for part in pixels.split(size)]
            return np.concatenate(parts)

        return retry_with_smaller_batches(run, batch=len(pixels))

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Unit vector of shape (dim,); the one place where queries are made what the models were trained on.

        SigLIP 2 saw lower case, always 64 tokens, and attended to the padding as well (transformers, issue 43054;
        open_clip, issue 984): so there is no attention mask. To CLIP, causal and read at its first end mark, neither
        padding nor mask matters.
        """
        prepared = self._loaded().processor(
            text=[text.lower()],
            padding="max_length",
            max_length=self._model.query_tokens,
            truncation=True,
            return_tensors="pt",
        )
        vector: npt.NDArray[np.float32] = self._features("get_text_features", input_ids=prepared["input_ids"])[0]
        return vector

    def _features(self, method: str, **tensors: Any) -> npt.NDArray[np.float32]:
        import torch

        model = self._loaded().model
        moved = {name: _to(tensor, model) for name, tensor in tensors.items()}
        with torch.inference_mode():
            found = getattr(model, method)(**moved)
        found = getattr(found, "pooler_output", found)  # transformers 5 wraps the tensor
        if found.shape[-1] != self._model.dim:
            raise ValueError(
                f"{self._folder} gives vectors of {found.shape[-1]} components; {self._model.id} has {self._model.dim}"
            )
        unit = torch.nn.functional.normalize(found.float(), dim=-1)
        return np.asarray(unit.cpu().numpy(), dtype=np.float32)

    def _loaded(self) -> _Loaded:
        key = ModelKey(self._model.id, self._model.revision, device(), half_precision())
        return MODEL_CACHE.get(key, lambda: _load(self._folder), size=lambda loaded: parameter_bytes(loaded.model))


def _load(folder: Path) -> _Loaded:
    import torch
    from transformers import AutoModel, AutoProcessor

    dtype = getattr(torch, half_precision())
    model = AutoModel.from_pretrained(str(folder), local_files_only=True, dtype=dtype).to(device()).eval()
    load_processor: Any = AutoProcessor.from_pretrained  # transformers gives it no types
    processor = load_processor(str(folder), local_files_only=True, use_fast=True)
    processor.tokenizer.padding_side = "right"  # as in training; the class of SigLIP 2's tokenizer pads on the left
    return _Loaded(model, processor)


def _decode(jpeg: bytes, position: int) -> Image:
    from PIL import Image

    try:
        return Image.open(io.BytesIO(jpeg)).convert("RGB")
    except OSError as problem:  # Pillow's "unidentified" is one too
        raise ValueError(f"picture {position} cannot be decoded: {type(problem).__name__}") from None


def _to(tensor: Any, model: Any) -> Any:
    """Move a tensor to the model's device, pictures into its number format too."""
    return tensor.to(model.device, model.dtype) if tensor.is_floating_point() else tensor.to(model.device)
