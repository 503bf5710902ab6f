"""A worker: its name, how many steps it does at once, and the sentences where it cannot start."""

from __future__ import annotations

import os

import pytest
from pydantic import SecretStr

from vindex_assets.cluster.celery_app import broker_url, celery_configuration
from vindex_assets.cluster.worker import default_concurrency, worker_name
from vindex_assets.pipeline.policy import POLICIES, VIDEOS_PER_RUN
from vindex_assets.uploads.batching import RUNTIME_PER_VIDEO_S
from vindex_search.settings import Settings


@pytest.mark.parametrize("queues", [["gpu"], ["gpu-acme"], ["cpu", "gpu"]])
def test_a_worker_of_a_gpu_does_one_step_at_once(queues: list[str]) -> None:
    assert default_concurrency(queues) == 1


def test_another_worker_does_one_step_a_core() -> None:
    assert default_concurrency(["cpu", "cpu-acme"]) == len(os.sched_getaffinity(0))


def test_the_queues_are_those_of_the_policies() -> None:
    assert {policy.queue for policy in POLICIES.values()} == {"cpu", "gpu"}


@pytest.mark.parametrize("name", ["a/b", "a b", "../a", "a@b"])
def test_a_name_that_no_file_can_have_is_refused_with_it(name: str) -> None:
    with pytest.raises(ValueError, match=f"'{name}' is no name of a worker; allowed are letters"):
        worker_name(["cpu"], name)


def test_two_workers_of_a_queue_have_different_names() -> None:
    assert worker_name(["cpu"], None).startswith(f"cpu-{os.getpid()}@")


@pytest.mark.parametrize("url", [None, "amqp://user:secret@host//", "host:6379"])
def test_another_broker_than_redis_is_refused_without_its_password(url: str | None) -> None:
    with pytest.raises(ValueError, match="allowed are URLs such as redis://host:6379/0") as refused:
        broker_url(Settings(broker=SecretStr(url) if url else None))
    assert "secret" not in str(refused.value)


def test_redis_gives_no_step_that_is_at_work_to_another_worker() -> None:
    longest_s = VIDEOS_PER_RUN * RUNTIME_PER_VIDEO_S
    assert celery_configuration()["broker_transport_options"]["visibility_timeout"] > longest_s
