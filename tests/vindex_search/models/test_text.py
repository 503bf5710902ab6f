"""The text encoder: MiniLM's canonical vectors, and the prompts put before texts."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.models.tiny_encoders import TINY_TEXT
from vindex_search.models.bert import BertEncoder
from vindex_search.models.catalogue import MINILM
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator

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
    return TextEncoder(MINILM, WeightsLocator())


@pytest.fixture(scope="module")
def tiny(models_dir: Path) -> TextEncoder:
    return TextEncoder(TINY_TEXT, WeightsLocator(models_dir))


def test_minilm_gives_its_canonical_vectors(minilm: TextEncoder) -> None:
    np.testing.assert_allclose(minilm.encode_passages(list(CANONICAL))[:, :8], list(CANONICAL.values()), atol=1e-4)


def test_each_query_finds_its_passage(minilm: TextEncoder) -> None:
    queries = ["why are there tides", "baking", "how does deep learning work"]
    scores = np.stack([minilm.encode_query(query) for query in queries]) @ minilm.encode_passages(list(CANONICAL)).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_vectors_have_unit_length_and_single_precision(minilm: TextEncoder) -> None:
    vectors = minilm.encode_passages(["", "tide", "word " * 1000])
    assert (vectors.shape, vectors.dtype.name) == ((3, MINILM.dim), "float32")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_encoding_is_deterministic(minilm: TextEncoder) -> None:
    first, second = (minilm.encode_passages(list(CANONICAL)).tobytes() for _ in range(2))
    assert first == second


def test_batches_change_neither_vectors_nor_their_order(minilm: TextEncoder) -> None:
    texts = ["tide", "a much longer sentence about the tide and the moon", "bread", "sea", "oven"]
    np.testing.assert_allclose(
        minilm.encode_passages(texts, batch_size=2), [minilm.encode_query(text) for text in texts], atol=1e-5
    )


def test_encoding_is_thread_safe(minilm: TextEncoder) -> None:
    queries = [f"{'tide ' * (number % 7 + 1)}{number}" for number in range(24)]
    with ThreadPoolExecutor(4) as threads:
        concurrent = list(threads.map(minilm.encode_query, queries))
    np.testing.assert_allclose(concurrent, [minilm.encode_query(query) for query in queries], atol=1e-5)


def test_no_texts_give_no_rows(tiny: TextEncoder) -> None:
    assert tiny.encode_passages([]).shape == (0, TINY_TEXT.dim)


@pytest.mark.parametrize(("count", "shares"), [(0, []), (2, [1.0]), (5, [0.4, 0.8, 1.0])])
def test_progress_is_the_share_encoded(tiny: TextEncoder, count: int, shares: list[float]) -> None:
    shares_done: list[float] = []
    tiny.encode_passages(["tide"] * count, batch_size=2, progress=shares_done.append)
    assert shares_done == pytest.approx(shares)


def plain_vector(models_dir: Path, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The model's own vector of exactly this text."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(models_dir / "vindex-tests--tiny-e5"), device="cpu", default_prompt_name=None)
    return np.asarray(model.encode([text], prompt="", normalize_embeddings=True, show_progress_bar=False)[0])


def test_a_query_gets_the_query_prompt(tiny: TextEncoder, models_dir: Path) -> None:
    expected = plain_vector(models_dir, "query: a red boat")
    np.testing.assert_allclose(tiny.encode_query("a red boat"), expected, atol=1e-6)


def test_a_passage_gets_the_passage_prompt(tiny: TextEncoder, models_dir: Path) -> None:
    expected = plain_vector(models_dir, "passage: a red boat")
    np.testing.assert_allclose(tiny.encode_passages(["a red boat"])[0], expected, atol=1e-6)


def test_weights_of_another_dimension_are_refused(models_dir: Path) -> None:
    wrong = dataclasses.replace(TINY_TEXT, dim=17, revision="f" * 40)
    with pytest.raises(ValueError, match="gives vectors of 16 components; vindex-tests/tiny-e5 has 17"):
        TextEncoder(wrong, WeightsLocator(models_dir))


def test_out_of_memory_halves_the_batch(tiny: TextEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a red boat", "the tide", "water", "a lock"]
    expected = tiny.encode_passages(texts)
    original, sizes = BertEncoder.vectors, list[int]()

    def run_out_of_memory(encoder: BertEncoder, tokens: list[list[int]]) -> Any:
        sizes.append(len(tokens))
        if len(tokens) > 2:
            raise RuntimeError("Failed to allocate memory for requested buffer of size 4096")  # as ONNX Runtime does
        return original(encoder, tokens)

    monkeypatch.setattr(BertEncoder, "vectors", run_out_of_memory)
    np.testing.assert_allclose(tiny.encode_passages(texts), expected, atol=1e-6)
    assert sizes == [4, 2, 2]


def test_passages_of_like_length_share_a_batch(tiny: TextEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    original, widths = BertEncoder.vectors, list[int]()

    def measured(encoder: BertEncoder, tokens: list[list[int]]) -> Any:
        widths.append(max(map(len, tokens)) - min(map(len, tokens)))
        return original(encoder, tokens)

    monkeypatch.setattr(BertEncoder, "vectors", measured)
    tiny.encode_passages(["tide " * 30, "tide", "sea " * 30, "sea"], batch_size=2)
    assert widths == [0, 0]


def test_on_a_gpu_passages_go_through_torch(
    tiny: TextEncoder, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["a red boat", "the tide", "water"]
    expected = tiny.encode_passages(texts)
    model = SentenceTransformer(str(models_dir / "vindex-tests--tiny-e5"), device="cpu")
    monkeypatch.setattr("vindex_search.models.text.device", lambda: "cuda")
    monkeypatch.setattr(TextEncoder, "_load_on_gpu", lambda _encoder: model)
    np.testing.assert_allclose(tiny.encode_passages(texts), expected, atol=1e-6)
