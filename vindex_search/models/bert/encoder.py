"""Texts to unit vectors: tokens, the BERT's last layer, the mean over the tokens of each text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_search.models.bert.graph import HIDDEN, IDS, MASK, BertSizes, bert_model

WEIGHTS: Final = "model.safetensors"
MEAN_POOLING: Final = {"pooling_mode_mean_tokens", "mean"}  # as sentence-transformers wrote it, and writes it

Tokens = list[int]


class BertEncoder:
    """A sentence encoder of BERT's kind; thread-safe.

    Args:
        folder: A model as sentence-transformers stores it, with a `tokenizer.json`.
        threads: On how many cores one call runs.

    Attributes:
        dim: Number of components of a vector.
        size: Bytes of its weights.

    Raises:
        OSError: a file is missing.
        ValueError: the model is of another kind.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        from safetensors.numpy import load_file

        sizes = BertSizes.of(_json(folder / "config.json"))
        _check_pooling(folder)
        model, self._weights = bert_model(sizes, load_file(folder / WEIGHTS))
        self._session = _session(model, self._weights, threads)
        self._tokenizer = _tokenizer(folder)
        self.dim = sizes.dim
        self.size = sum(array.nbytes for array in self._weights.values())

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The token ids of each text, cut at the model's length."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def vectors(self, tokens: Sequence[Tokens]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (n, dim) of texts by their tokens, in one pass; the shorter ones are padded."""
        lengths = np.array([len(ids) for ids in tokens])
        mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int32)
        ids = np.zeros(mask.shape, dtype=np.int32)
        ids[mask.astype(bool)] = np.concatenate(tokens)
        (hidden,) = self._session.run([HIDDEN], {IDS: ids, MASK: mask})
        sums = (mask[:, None, :].astype(np.float32) @ hidden)[:, 0]  # the length of a mean is lost in the unit vector
        unit: npt.NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit


def _session(model: bytes, weights: dict[str, npt.NDArray[np.float32]], threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are shared with other work
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_max_tokens(folder))
    return tokenizer


def _max_tokens(folder: Path) -> int:
    """How long a text may be; of the limits that a folder states the first as sentence-transformers reads them."""
    stated = _json(folder / "sentence_bert_config.json").get("max_seq_length")
    positions: int = _json(folder / "config.json")["max_position_embeddings"]
    return min(int(stated or _json(folder / "tokenizer_config.json")["model_max_length"]), positions)


def _check_pooling(folder: Path) -> None:
    config = _json(folder / "1_Pooling" / "config.json")
    modes = {name for name, value in config.items() if name.startswith("pooling_mode_") and value is True}
    modes |= {str(config["pooling_mode"])} if "pooling_mode" in config else set()
    if len(modes) != 1 or not modes <= MEAN_POOLING:
        raise ValueError(f"{folder} pools its tokens by {', '.join(sorted(modes))}; the mean is known")


def _json(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
