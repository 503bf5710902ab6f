from __future__ import annotations

import pytest

from vindex_assets.pipeline.policy import DEADLINE_BASE_S, POLICIES, asset_options, code_version
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.models.catalogue import model_set


def test_no_two_assets_write_the_same_artefact() -> None:
    assert len({row.artefact for row in POLICIES.values()}) == len(POLICIES)


def test_every_input_stands_before_what_is_made_from_it() -> None:
    seen: set[str] = set()
    for name, row in POLICIES.items():
        assert set(row.inputs) <= seen, name
        seen.add(name)


@pytest.mark.parametrize("asset", ["transcript", "frame_embeddings", "text_embeddings"])
def test_another_model_is_another_code_version(asset: str) -> None:
    assert code_version(asset, model_set("offline")) != code_version(asset, model_set("standard"))


@pytest.mark.parametrize("asset", ["video", "frames", "audio", "screen_text"])
def test_what_uses_no_model_is_the_same_in_every_set(asset: str) -> None:
    assert code_version(asset, model_set("offline")) == code_version(asset, model_set("standard"))


def test_steps_that_use_the_gpu_are_held_back_by_its_pool_and_go_to_its_queue() -> None:
    for name, row in POLICIES.items():
        options = asset_options(name)
        assert (row.queue == "gpu") == (options["pool"] == "gpu")
        assert options["op_tags"]["dagster-celery/queue"] == row.queue


def test_the_contract_names_what_each_asset_writes_in_the_order_of_the_table() -> None:
    assert list(ARTEFACTS.items()) == [(name, row.artefact) for name, row in POLICIES.items()]


@pytest.mark.parametrize("asset", POLICIES)
def test_a_step_may_take_longer_than_what_it_runs_in_a_sandbox(asset: str) -> None:
    row = POLICIES[asset]
    for length_s in (0.0, 60.0, 6 * 3600.0):
        assert row.step_deadline_s(length_s) > 2 * (DEADLINE_BASE_S + row.deadline_share * length_s)
