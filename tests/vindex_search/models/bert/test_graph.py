"""The sizes that a BERT's configuration states, and the weights that its graph takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from tests.support.models.tiny_encoders import TINY_TEXT
from vindex_search.models.bert.graph import BertSizes, bert_model

CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "hidden_size": 16,
    "layer_norm_eps": 1e-12,
}


def test_sizes_are_those_of_the_configuration() -> None:
    assert BertSizes.of(CONFIG) == BertSizes(layers=1, heads=2, dim=16, epsilon=1e-12)


@pytest.mark.parametrize(
    "changed", [{"model_type": "xlm-roberta"}, {"hidden_act": "relu"}, {"position_embedding_type": "relative_key"}]
)
def test_a_configuration_of_another_kind_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=re.escape(next(iter(changed.values())))):
        BertSizes.of(CONFIG | changed)


def test_a_missing_weight_is_named(models_dir: Path) -> None:
    weights = load_file(models_dir / TINY_TEXT.id.replace("/", "--") / "model.safetensors")
    del weights["encoder.layer.0.output.dense.bias"]
    with pytest.raises(KeyError, match=r"encoder\.layer\.0\.output\.dense\.bias"):
        bert_model(BertSizes.of(CONFIG), weights)


def test_every_weight_lies_in_memory_as_the_runtime_reads_it(models_dir: Path) -> None:
    published = load_file(models_dir / TINY_TEXT.id.replace("/", "--") / "model.safetensors")
    _, weights = bert_model(BertSizes.of(CONFIG), published)
    assert all(array.flags.c_contiguous for array in weights.values())
