"""The text encoder: MiniLM's own vectors, and what reaches a model with prompts."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.models.tiny_encoders import TINY_TEXT
from vindex_search.models.catalogue import MINILM
from vindex_search.models.text import TextEncoder

# First 8 of 384 components, as sentence-transformers 5.7 gives them on a CPU in fp32.
CANONICAL = {
    "The moon pulls the water of the sea.": [
        -0.03110,
        0.06303,
        0.09123,
        0.02469,
        -0.04804,
        -0.01358,
        0.01254,
        -0.06172,
    ],
    "A loaf of bread rises in the oven.": [-0.02511, 0.05324, -0.06008, 0.00815, -0.07464, 0.02161, 0.03358, 0.02962],
    "Neural networks learn by gradient descent.": [
        *(-0.05272, -0.07304, 0.02012, 0.02723, 0.02347, 0.03177, -0.00968, -0.05620),
    ],
}


@pytest.fixture(scope="module")
def minilm() -> TextEncoder:
    return TextEncoder(MINILM, models_dir=None)


@pytest.fixture(scope="module")
def tiny(models_dir: Path) -> TextEncoder:
    return TextEncoder(TINY_TEXT, models_dir=models_dir)


def test_vectors_of_minilm_are_the_canonical_ones(minilm: TextEncoder) -> None:
    np.testing.assert_allclose(minilm.encode_passages(list(CANONICAL))[:, :8], list(CANONICAL.values()), atol=1e-4)


def test_each_query_finds_its_passage(minilm: TextEncoder) -> None:
    queries = ["why are there tides", "baking", "how does deep learning work"]
    scores = np.stack([minilm.encode_query(query) for query in queries]) @ minilm.encode_passages(list(CANONICAL)).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_vectors_are_of_length_one_and_single_precision(minilm: TextEncoder) -> None:
    vectors = minilm.encode_passages(["", "tide", "word " * 1000])
    assert (vectors.shape, vectors.dtype.name) == ((3, MINILM.dim), "float32")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_same_texts_give_the_same_bytes(minilm: TextEncoder) -> None:
    first, second = (minilm.encode_passages(list(CANONICAL)).tobytes() for _ in range(2))
    assert first == second


def test_batches_change_neither_vectors_nor_their_order(minilm: TextEncoder) -> None:
    texts = ["tide", "a much longer sentence about the tide and the moon", "bread", "sea", "oven"]
    np.testing.assert_allclose(
        minilm.encode_passages(texts, batch_size=2), [minilm.encode_query(text) for text in texts], atol=1e-5
    )


def test_threads_may_ask_at_once(minilm: TextEncoder) -> None:
    queries = [f"{'tide ' * (at % 7 + 1)}{at}" for at in range(24)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(minilm.encode_query, queries))
    np.testing.assert_allclose(together, [minilm.encode_query(query) for query in queries], atol=1e-5)


def test_no_texts_give_no_rows(tiny: TextEncoder) -> None:
    assert tiny.encode_passages([]).shape == (0, TINY_TEXT.dim)


@pytest.mark.parametrize(("count", "shares"), [(0, []), (2, [1.0]), (5, [0.4, 0.8, 1.0])])
def test_progress_is_the_share_done(tiny: TextEncoder, count: int, shares: list[float]) -> None:
    said: list[float] = []
    tiny.encode_passages(["tide"] * count, batch_size=2, progress=said.append)
    assert said == pytest.approx(shares)


def plain_vector(models_dir: Path, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """What the model itself makes of exactly this text."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(models_dir / "vindex-tests--tiny-e5"), device="cpu", default_prompt_name=None)
    return np.asarray(model.encode([text], prompt="", normalize_embeddings=True, show_progress_bar=False)[0])


def test_a_query_is_prompted_as_the_catalogue_says(tiny: TextEncoder, models_dir: Path) -> None:
    expected = plain_vector(models_dir, "query: a red boat")
    np.testing.assert_allclose(tiny.encode_query("a red boat"), expected, atol=1e-6)


def test_a_passage_is_prompted_as_the_catalogue_says(tiny: TextEncoder, models_dir: Path) -> None:
    expected = plain_vector(models_dir, "passage: a red boat")
    np.testing.assert_allclose(tiny.encode_passages(["a red boat"])[0], expected, atol=1e-6)


def test_a_folder_with_another_models_weights_is_refused(models_dir: Path) -> None:
    wrong = dataclasses.replace(TINY_TEXT, dim=17, revision="f" * 40)
    with pytest.raises(ValueError, match="gives vectors of 16 components; vindex-tests/tiny-e5 has 17"):
        TextEncoder(wrong, models_dir=models_dir)


def test_where_memory_runs_out_texts_are_encoded_in_smaller_parts(
    tiny: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["a red boat", "the tide", "water", "a lock"]
    expected = tiny.encode_passages(texts)
    model = tiny._loaded()
    real = model.encode
    seen: list[int] = []

    def small(given: list[str], *, batch_size: int, **options: Any) -> Any:
        seen.append(batch_size)
        if batch_size > 2:
            raise RuntimeError("CUDA out of memory")
        return real(given, batch_size=batch_size, **options)

    monkeypatch.setattr(model, "encode", small)
    np.testing.assert_allclose(tiny.encode_passages(texts), expected, atol=1e-6)
    assert seen == [4, 2]
