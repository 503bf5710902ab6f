"""A BERT as an ONNX graph of fused operators, out of its configuration and its weights.

Per layer: attention, a product, a sum with what went in and its normalisation, then two products around a GELU, and sum
and normalisation again: seven nodes. ONNX Runtime makes the same ones of an exported graph, by recognising some sixty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from vindex_search.models.bert.onnx_model import FLOAT, INT32, Node, Value, model_bytes

FUSED: Final = "com.microsoft"
IDS: Final = "input_ids"
MASK: Final = "attention_mask"
HIDDEN: Final = "last_hidden_state"
TOKENS_SHAPE: Final = ("texts", "tokens")

Weights = dict[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class BertSizes:
    """What a BERT's `config.json` says of its shape."""

    layers: int
    heads: int
    dim: int
    epsilon: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self:
        """The sizes of a configuration.

        Raises:
            ValueError: the model is no BERT, or one of another kind than this graph.
        """
        kind = (config.get("model_type"), config.get("hidden_act"), config.get("position_embedding_type", "absolute"))
        if kind != ("bert", "gelu", "absolute"):
            raise ValueError(
                f"a text encoder of the kind {'/'.join(map(str, kind))} is not known; bert/gelu/absolute is"
            )
        return cls(
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            dim=config["hidden_size"],
            epsilon=config["layer_norm_eps"],
        )


def bert_model(sizes: BertSizes, published: Mapping[str, npt.NDArray[np.float32]]) -> tuple[bytes, Weights]:
    """The model, and the weights to give to its session, by name.

    Args:
        sizes: Of the model.
        published: Its weights under the names of the `transformers` library.

    Raises:
        KeyError: a weight is missing.
    """
    weights = _embedding_weights(published)
    nodes = [_embedding(sizes)]
    for layer in range(sizes.layers):
        weights |= _layer_weights(layer, published)
        nodes += _layer(layer, sizes)
    inputs = [Value(name, INT32, TOKENS_SHAPE) for name in (IDS, MASK)]
    output = Value(_output(sizes.layers - 1), FLOAT, (*TOKENS_SHAPE, sizes.dim))
    nodes.append(Node("Identity", [output.name], [HIDDEN]))
    return model_bytes(nodes, inputs, [Value(HIDDEN, FLOAT, output.shape)], weights), weights


def _embedding_weights(published: Mapping[str, npt.NDArray[np.float32]]) -> Weights:
    """Of words and of positions; every token is of the first type, whose embedding is added to that of its position."""
    positions = published["embeddings.position_embeddings.weight"]
    return {
        "words": published["embeddings.word_embeddings.weight"],
        "positions": positions + published["embeddings.token_type_embeddings.weight"][0],
        "embedding.scale": published["embeddings.LayerNorm.weight"],
        "embedding.shift": published["embeddings.LayerNorm.bias"],
    }


def _embedding(sizes: BertSizes) -> Node:
    inputs = [IDS, "", "words", "positions", "", "embedding.scale", "embedding.shift"]
    return Node("EmbedLayerNormalization", inputs, [_output(-1), ""], FUSED, {"epsilon": sizes.epsilon})


def _layer_weights(layer: int, published: Mapping[str, npt.NDArray[np.float32]]) -> Weights:
    """Those of one layer; queries, keys and values are one product, and matrices are as ONNX multiplies them."""
    of, to = f"encoder.layer.{layer}.", f"layer{layer}."
    parts = [f"{of}attention.self.{part}." for part in ("query", "key", "value")]
    found = {
        f"{to}attention.weight": np.concatenate([published[f"{part}weight"] for part in parts]).T,
        f"{to}attention.bias": np.concatenate([published[f"{part}bias"] for part in parts]),
    }
    dense = {"mix": "attention.output.dense", "widen": "intermediate.dense", "narrow": "output.dense"}
    for name, source in dense.items():
        found[f"{to}{name}.weight"] = published[f"{of}{source}.weight"].T
        found[f"{to}{name}.bias"] = published[f"{of}{source}.bias"]
    for name, source in {"mixed": "attention.output.LayerNorm", "output": "output.LayerNorm"}.items():
        found[f"{to}{name}.scale"] = published[f"{of}{source}.weight"]
        found[f"{to}{name}.shift"] = published[f"{of}{source}.bias"]
    return {name: np.ascontiguousarray(array) for name, array in found.items()}


def _layer(layer: int, sizes: BertSizes) -> Iterator[Node]:
    at, given = f"layer{layer}.", _output(layer - 1)

    def product(source: str, name: str) -> Node:
        return Node("MatMul", [source, f"{at}{name}.weight"], [f"{at}{name}"])

    def normalised_sum(source: str, beside: str, name: str) -> Node:
        inputs = [f"{at}{source}", beside, f"{at}{name}.scale", f"{at}{name}.shift", f"{at}{source}.bias"]
        return Node("SkipLayerNormalization", inputs, [f"{at}{name}"], FUSED, {"epsilon": sizes.epsilon})

    attended = [given, f"{at}attention.weight", f"{at}attention.bias", MASK]
    yield Node("Attention", attended, [f"{at}attended"], FUSED, {"num_heads": sizes.heads})
    yield product(f"{at}attended", "mix")
    yield normalised_sum("mix", given, "mixed")
    yield product(f"{at}mixed", "widen")
    yield Node("BiasGelu", [f"{at}widen", f"{at}widen.bias"], [f"{at}bent"], FUSED)
    yield product(f"{at}bent", "narrow")
    yield normalised_sum("narrow", f"{at}mixed", "output")


def _output(layer: int) -> str:
    """What a layer hands on; -1 is the embedding."""
    return f"layer{layer}.output" if layer >= 0 else "embedding"
