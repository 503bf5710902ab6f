"""The encoder's vectors are those of sentence-transformers, for texts of every length and script."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from vindex_search.models.bert import BertEncoder
from vindex_search.models.catalogue import MINILM
from vindex_search.models.weights import WeightsLocator

MIN_COSINE = 0.99999
TEXTS = (
    *("", " ", "tide", " before", "behind ", "Two\nlines\tand a tab", "\u200b", "\x00 control \x07"),
    *("The moon pulls the water of the sea.", "WHY ARE THERE TIDES?", "don't, won't; can't -- e.g. 3.14 % of C++20"),
    *("Warum gibt es Gezeiten über der Straße?", "Où est la bibliothèque, s'il vous plaît ?", "¿Qué es la marea?"),
    *(
        "почему бывают приливы",
        "潮の満ち引きはなぜ起こるのか",
        "为什么会有潮汐",
        "لماذا يحدث المد والجزر",
        "चंद्रमा और ज्वार",
    ),
    *(
        "🌊🌙 tides 👩‍🔬",
        "ﬁne ligatures, e\u0301 in two parts",
        "a" * 400,
        "word " * 100,
        "[CLS] written [SEP] as text",
    ),
    *("word " * 253, "word " * 254, "word " * 255, "word " * 5000, "naïve café " * 90),
)


@pytest.fixture(scope="module")
def folder() -> Path:
    return WeightsLocator().locate(MINILM)


@pytest.fixture(scope="module")
def encoder(folder: Path) -> BertEncoder:
    return BertEncoder(folder, threads=1)


@pytest.fixture(scope="module")
def expected(folder: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The vectors that the library gives which the weights were published for."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return np.asarray(model.encode(list(TEXTS), normalize_embeddings=True, show_progress_bar=False))


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_text_alone_has_the_vector_of_sentence_transformers(
    encoder: BertEncoder, expected: np.ndarray[tuple[int, ...], np.dtype[np.float32]], number: int
) -> None:
    (vector,) = encoder.vectors(encoder.tokens([TEXTS[number]]))
    assert float(vector @ expected[number]) > MIN_COSINE


def test_texts_of_all_lengths_in_one_batch_have_the_same_vectors(
    encoder: BertEncoder, expected: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> None:
    assert (encoder.vectors(encoder.tokens(TEXTS)) * expected).sum(axis=1).min() > MIN_COSINE


def test_its_size_is_that_of_the_weights_that_it_uses(encoder: BertEncoder) -> None:
    assert encoder.size == pytest.approx(90.2e6, rel=0.01)  # without the pooler, which sentence vectors have no use for


def test_a_text_is_cut_at_the_length_that_the_folder_states(encoder: BertEncoder) -> None:
    assert len(encoder.tokens(["word " * 5000])[0]) == 256


def test_the_tokenizer_states_the_length_where_the_folder_does_not(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "model")
    (copy / "sentence_bert_config.json").write_text("{}", encoding="utf-8")
    assert len(BertEncoder(copy, threads=1).tokens(["word " * 5000])[0]) == 512


@pytest.mark.parametrize(
    ("file", "changed", "message"),
    [
        ("config.json", {"model_type": "roberta"}, "a text encoder of the kind roberta/gelu/absolute is not known"),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}, "pools its tokens by pooling_mode_cls_token, "),
    ],
)
def test_a_model_of_another_kind_is_refused(
    folder: Path, tmp_path: Path, file: str, changed: dict[str, object], message: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "model")
    config = json.loads((copy / file).read_text(encoding="utf-8"))
    (copy / file).write_text(json.dumps(config | changed), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        BertEncoder(copy, threads=1)
