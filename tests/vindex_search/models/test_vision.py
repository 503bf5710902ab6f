"""The vision encoder, on a tiny SigLIP: the model's inputs, and the vectors returned."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.support.models.tiny_encoders import TINY_SIGLIP
from vindex_search.models.cache import MODEL_CACHE, ModelKey
from vindex_search.models.vision import VisionEncoder
from vindex_search.models.weights import WeightsLocator

PAD, END, UNKNOWN = 0, 1, 3
A, RED, BOAT = 8, 9, 10  # ids in the tiny SigLIP's vocabulary


def jpeg(shade: int, *, size: tuple[int, int] = (80, 60), mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).point(lambda value: (value + shade) % 256)
    picture.convert(mode).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


JPEGS = [jpeg(shade) for shade in (0, 60, 120, 180, 240)]


@pytest.fixture(scope="module")
def encoder(models_dir: Path) -> VisionEncoder:
    return VisionEncoder(TINY_SIGLIP, WeightsLocator(models_dir))


def loaded_model() -> Any:
    """The transformers model that the encoder has loaded."""

    def fail() -> Any:
        raise AssertionError("the encoder has not loaded it")

    key = ModelKey(TINY_SIGLIP.id, TINY_SIGLIP.revision, "cpu", "float32")
    return MODEL_CACHE.get(key, fail, size=lambda _: 0).model


def inputs_for(encoder: VisionEncoder, text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The arguments that the model is called with for a query."""
    inputs: dict[str, Any] = {}
    model = loaded_model()
    get_text_features = model.get_text_features

    def spy(**arguments: Any) -> Any:
        inputs.update(arguments)
        return get_text_features(**arguments)

    monkeypatch.setattr(model, "get_text_features", spy)
    encoder.encode_query(text)
    return inputs


def text_features(ids: list[int]) -> npt.NDArray[np.float32]:
    """The model's own unit vector of token ids, without an attention mask."""
    import torch

    with torch.inference_mode():
        features = loaded_model().get_text_features(input_ids=torch.tensor([ids]))
    return np.asarray(torch.nn.functional.normalize(features, dim=-1)[0])


def test_images_give_unit_vectors_in_single_precision(encoder: VisionEncoder) -> None:
    vectors = encoder.encode_images(JPEGS)
    assert (vectors.shape, vectors.dtype.name) == ((len(JPEGS), TINY_SIGLIP.dim), "float32")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_query_gives_a_unit_vector_of_the_same_space(encoder: VisionEncoder) -> None:
    vector = encoder.encode_query("a red boat")
    assert (vector.shape, vector.dtype.name) == ((TINY_SIGLIP.dim,), "float32")
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_batches_change_neither_vectors_nor_their_order(encoder: VisionEncoder) -> None:
    one_by_one = np.concatenate([encoder.encode_images([image]) for image in JPEGS])
    np.testing.assert_allclose(encoder.encode_images(JPEGS, batch_size=2), one_by_one, atol=1e-5)


def test_different_images_have_different_vectors(encoder: VisionEncoder) -> None:
    first, second = encoder.encode_images(JPEGS[:2])
    assert first @ second < 1 - 1e-4


def test_encoding_is_deterministic(encoder: VisionEncoder) -> None:
    assert encoder.encode_images(JPEGS).tobytes() == encoder.encode_images(JPEGS).tobytes()


def test_a_greyscale_image_has_the_vector_of_its_rgb_version(encoder: VisionEncoder) -> None:
    grey, colour = encoder.encode_images([jpeg(60, mode="L"), jpeg(60)])
    assert grey @ colour > 1 - 1e-3


def test_images_of_a_batch_may_differ_in_size(encoder: VisionEncoder) -> None:
    assert encoder.encode_images([jpeg(0, size=(33, 512)), jpeg(0, size=(512, 34))]).shape == (2, TINY_SIGLIP.dim)


def test_no_images_give_no_rows(encoder: VisionEncoder) -> None:
    assert encoder.encode_images([]).shape == (0, TINY_SIGLIP.dim)


@pytest.mark.parametrize("broken", [b"", b"no picture", JPEGS[0][:200]], ids=["empty", "text", "cut off"])
def test_a_broken_image_is_named_by_its_position(encoder: VisionEncoder, broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"^picture 3 cannot be decoded"):
        encoder.encode_images([*JPEGS[:3], broken], batch_size=2)


@pytest.mark.parametrize(("count", "shares"), [(0, []), (2, [1.0]), (5, [0.4, 0.8, 1.0])])
def test_progress_is_the_share_encoded(encoder: VisionEncoder, count: int, shares: list[float]) -> None:
    shares_done: list[float] = []
    encoder.encode_images(JPEGS[:count], batch_size=2, progress=shares_done.append)
    assert shares_done == pytest.approx(shares)


def test_a_query_is_padded_on_the_right_to_64_tokens(encoder: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = inputs_for(encoder, "a red boat", monkeypatch)
    assert inputs["input_ids"].tolist() == [[A, RED, BOAT, END] + [PAD] * 60]


def test_a_query_has_no_attention_mask(encoder: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(inputs_for(encoder, "a red boat", monkeypatch)) == {"input_ids"}


def test_padding_changes_the_vector(encoder: VisionEncoder) -> None:
    padded, bare = encoder.encode_query("a red boat"), text_features([A, RED, BOAT, END])
    assert padded @ bare < 1 - 1e-3


def test_a_query_is_lowercased(encoder: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = inputs_for(encoder, "A Red BOAT", monkeypatch)
    assert UNKNOWN not in inputs["input_ids"][0].tolist()


def test_a_long_query_is_truncated_to_64_tokens(encoder: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inputs_for(encoder, "boat " * 200, monkeypatch)["input_ids"].shape == (1, 64)


@pytest.mark.parametrize("method", ["get_text_features", "get_image_features"])
def test_features_may_be_wrapped_as_in_transformers_5(
    encoder: VisionEncoder, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def encode() -> npt.NDArray[np.float32]:
        return encoder.encode_query("boat") if method == "get_text_features" else encoder.encode_images(JPEGS[:1])[0]

    bare, model = encode(), loaded_model()
    features = getattr(model, method)
    monkeypatch.setattr(model, method, lambda **arguments: SimpleNamespace(pooler_output=features(**arguments)))
    np.testing.assert_array_equal(encode(), bare)


def test_weights_of_another_dimension_are_refused(models_dir: Path) -> None:
    wrong = dataclasses.replace(TINY_SIGLIP, dim=25, revision="f" * 40)
    encoder = VisionEncoder(wrong, WeightsLocator(models_dir))
    with pytest.raises(ValueError, match="gives vectors of 24 components; vindex-tests/tiny-siglip has 25"):
        encoder.encode_query("a red boat")


def test_out_of_memory_halves_the_batch(encoder: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = encoder.encode_images(JPEGS)
    batches: list[int] = []
    original = encoder._features

    def run_out_of_memory(method: str, **tensors: Any) -> npt.NDArray[np.float32]:
        batches.append(len(tensors["pixel_values"]))
        if len(tensors["pixel_values"]) > 2:
            raise RuntimeError("CUDA out of memory")
        return original(method, **tensors)

    monkeypatch.setattr(encoder, "_features", run_out_of_memory)
    np.testing.assert_allclose(encoder.encode_images(JPEGS), expected, atol=1e-5)
    assert batches == [5, 2, 2, 1]
