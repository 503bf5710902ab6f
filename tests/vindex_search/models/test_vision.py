"""The vision encoder, on tiny models of both architectures: what reaches the model, and what comes back."""

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

from tests.support.models.tiny_encoders import TINY_CLIP, TINY_SIGLIP
from vindex_search.models.cache import MODEL_CACHE, ModelKey
from vindex_search.models.catalogue import Model
from vindex_search.models.vision import VisionEncoder

PAD, END, UNKNOWN = 0, 1, 3
A, RED, BOAT = 8, 9, 10  # ids in the tiny SigLIP's vocabulary


def jpeg(shade: int, *, size: tuple[int, int] = (80, 60), mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).point(lambda value: (value + shade) % 256)
    picture.convert(mode).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


JPEGS = [jpeg(shade) for shade in (0, 60, 120, 180, 240)]


@pytest.fixture(scope="module", params=[TINY_SIGLIP, TINY_CLIP], ids=["siglip", "clip"])
def row(request: pytest.FixtureRequest) -> Model:
    chosen: Model = request.param
    return chosen


@pytest.fixture(scope="module")
def encoder(row: Model, models_dir: Path) -> VisionEncoder:
    return VisionEncoder(row, models_dir=models_dir)


@pytest.fixture(scope="module")
def siglip(models_dir: Path) -> VisionEncoder:
    return VisionEncoder(TINY_SIGLIP, models_dir=models_dir)


@pytest.fixture(scope="module")
def clip(models_dir: Path) -> VisionEncoder:
    return VisionEncoder(TINY_CLIP, models_dir=models_dir)


def inner(row: Model) -> Any:
    """The loaded transformers model of a row."""

    def never() -> Any:
        raise AssertionError("the encoder has not loaded it")

    return MODEL_CACHE.get(ModelKey(row.id, row.revision, "cpu", "float32"), never, size=lambda _: 0).model


def ids_seen(encoder: VisionEncoder, row: Model, text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the model is called with for a query."""
    seen: dict[str, Any] = {}
    model = inner(row)
    ask = model.get_text_features

    def watched(**given: Any) -> Any:
        seen.update(given)
        return ask(**given)

    monkeypatch.setattr(model, "get_text_features", watched)
    encoder.encode_query(text)
    return seen


def own_features(row: Model, ids: list[int]) -> npt.NDArray[np.float32]:
    """The model's own unit vector of token ids, with no mask."""
    import torch

    with torch.inference_mode():
        found = inner(row).get_text_features(input_ids=torch.tensor([ids]))
    return np.asarray(torch.nn.functional.normalize(found, dim=-1)[0])


def test_pictures_give_unit_vectors_in_single_precision(encoder: VisionEncoder, row: Model) -> None:
    vectors = encoder.encode_images(JPEGS)
    assert (vectors.shape, vectors.dtype.name) == ((len(JPEGS), row.dim), "float32")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_query_gives_a_unit_vector_of_the_same_space(encoder: VisionEncoder, row: Model) -> None:
    vector = encoder.encode_query("a red boat")
    assert (vector.shape, vector.dtype.name) == ((row.dim,), "float32")
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_batches_change_neither_vectors_nor_their_order(encoder: VisionEncoder) -> None:
    alone = np.concatenate([encoder.encode_images([one]) for one in JPEGS])
    np.testing.assert_allclose(encoder.encode_images(JPEGS, batch_size=2), alone, atol=1e-5)


def test_two_pictures_are_told_apart(encoder: VisionEncoder) -> None:
    first, second = encoder.encode_images(JPEGS[:2])
    assert first @ second < 1 - 1e-4


def test_the_same_pictures_give_the_same_bytes(encoder: VisionEncoder) -> None:
    assert encoder.encode_images(JPEGS).tobytes() == encoder.encode_images(JPEGS).tobytes()


def test_a_picture_in_grey_is_a_picture(encoder: VisionEncoder) -> None:
    grey, colour = encoder.encode_images([jpeg(60, mode="L"), jpeg(60)])
    assert grey @ colour > 1 - 1e-3


def test_pictures_may_have_different_sizes(encoder: VisionEncoder, row: Model) -> None:
    assert encoder.encode_images([jpeg(0, size=(33, 512)), jpeg(0, size=(512, 34))]).shape == (2, row.dim)


def test_no_pictures_give_no_rows(encoder: VisionEncoder, row: Model) -> None:
    assert encoder.encode_images([]).shape == (0, row.dim)


@pytest.mark.parametrize("broken", [b"", b"no picture", JPEGS[0][:200]], ids=["empty", "text", "cut off"])
def test_a_broken_picture_is_named_by_its_position(siglip: VisionEncoder, broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"^picture 3 cannot be decoded"):
        siglip.encode_images([*JPEGS[:3], broken], batch_size=2)


@pytest.mark.parametrize(("count", "shares"), [(0, []), (2, [1.0]), (5, [0.4, 0.8, 1.0])])
def test_progress_is_the_share_done(siglip: VisionEncoder, count: int, shares: list[float]) -> None:
    said: list[float] = []
    siglip.encode_images(JPEGS[:count], batch_size=2, progress=said.append)
    assert said == pytest.approx(shares)


def test_siglip_is_asked_with_64_tokens_padded_on_the_right(
    siglip: VisionEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = ids_seen(siglip, TINY_SIGLIP, "a red boat", monkeypatch)
    assert seen["input_ids"].tolist() == [[A, RED, BOAT, END] + [PAD] * 60]


def test_siglip_attends_to_the_padding(siglip: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(ids_seen(siglip, TINY_SIGLIP, "a red boat", monkeypatch)) == {"input_ids"}


def test_the_padding_makes_a_difference_to_siglip(siglip: VisionEncoder) -> None:
    padded, bare = siglip.encode_query("a red boat"), own_features(TINY_SIGLIP, [A, RED, BOAT, END])
    assert padded @ bare < 1 - 1e-3


def test_siglip_is_asked_in_lower_case(siglip: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = ids_seen(siglip, TINY_SIGLIP, "A Red BOAT", monkeypatch)
    assert UNKNOWN not in seen["input_ids"][0].tolist()


def test_a_long_query_is_cut_to_64_tokens(siglip: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids_seen(siglip, TINY_SIGLIP, "boat " * 200, monkeypatch)["input_ids"].shape == (1, 64)


def test_clip_needs_neither_padding_nor_mask(clip: VisionEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ids_seen(clip, TINY_CLIP, "a red boat", monkeypatch)["input_ids"][0].tolist()
    end = inner(TINY_CLIP).config.text_config.eos_token_id
    bare = own_features(TINY_CLIP, ids[: ids.index(end) + 1])
    np.testing.assert_allclose(clip.encode_query("a red boat"), bare, atol=1e-5)


@pytest.mark.parametrize("method", ["get_text_features", "get_image_features"])
def test_features_may_come_wrapped_as_in_transformers_5(
    siglip: VisionEncoder, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def ask() -> npt.NDArray[np.float32]:
        return siglip.encode_query("boat") if method == "get_text_features" else siglip.encode_images(JPEGS[:1])[0]

    bare, model = ask(), inner(TINY_SIGLIP)
    features = getattr(model, method)
    monkeypatch.setattr(model, method, lambda **given: SimpleNamespace(pooler_output=features(**given)))
    np.testing.assert_array_equal(ask(), bare)


def test_a_folder_with_another_models_weights_is_refused(models_dir: Path) -> None:
    wrong = dataclasses.replace(TINY_SIGLIP, dim=25, revision="f" * 40)
    encoder = VisionEncoder(wrong, models_dir=models_dir)
    with pytest.raises(ValueError, match="gives vectors of 24 components; vindex-tests/tiny-siglip has 25"):
        encoder.encode_query("a red boat")


def test_where_memory_runs_out_pictures_are_seen_in_smaller_parts(
    siglip: VisionEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = siglip.encode_images(JPEGS)
    seen: list[int] = []
    real = siglip._features

    def small(method: str, **tensors: Any) -> npt.NDArray[np.float32]:
        seen.append(len(tensors["pixel_values"]))
        if len(tensors["pixel_values"]) > 2:
            raise RuntimeError("CUDA out of memory")
        return real(method, **tensors)

    monkeypatch.setattr(siglip, "_features", small)
    np.testing.assert_allclose(siglip.encode_images(JPEGS), expected, atol=1e-5)
    assert seen == [5, 2, 2, 1]
