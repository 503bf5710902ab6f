"""Claims: one worker at a step, none after it has ended or was given up, and whether a step waits in its queue."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from dagster_celery.make_app import make_app

from tests.support.cluster.servers.redis import RedisServer
from vindex_assets.cluster.celery_app import celery_configuration
from vindex_assets.cluster.claims import CLAIM_S, DONE, GIVEN_UP, StepClaims
from vindex_assets.cluster.queues import PRIORITIES
from vindex_search.contract.runs.heartbeat import HEARTBEAT_S


def test_one_worker_takes_a_step(claims: StepClaims) -> None:
    assert [claims.take("step", name) for name in ("a@host", "b@host", "a@host")] == [True, False, False]
    assert claims.holder("step") == "a@host"


def test_a_claim_expires_unless_it_is_renewed(claims: StepClaims, client: redis.Redis) -> None:
    claims.take("step", "a@host")
    client.expire("vindex:step:step", 2 * CLAIM_S)
    claims.renew(["step"], "a@host")
    assert 0 < int(client.ttl("vindex:step:step")) <= CLAIM_S
    assert CLAIM_S > 3 * HEARTBEAT_S


def test_a_claim_that_expired_while_the_broker_was_away_is_renewed(claims: StepClaims) -> None:
    claims.renew(["step"], "a@host")
    assert claims.holder("step") == "a@host"


@pytest.mark.parametrize("ended", ["finish", "give_up"])
def test_nobody_takes_or_renews_a_step_that_is_over(claims: StepClaims, ended: str) -> None:
    getattr(claims, ended)("step")
    assert claims.renew(["step"], "a@host") == (["step"] if ended == "give_up" else [])
    assert claims.holder("step") == {"finish": DONE, "give_up": GIVEN_UP}[ended]
    assert not claims.take("step", "a@host")


def test_a_step_that_somebody_is_at_is_not_given_up(claims: StepClaims) -> None:
    claims.take("step", "a@host")
    assert not claims.give_up("step")
    assert claims.holder("step") == "a@host"


@pytest.mark.parametrize("priority", PRIORITIES)
def test_a_task_that_celery_has_sent_waits_in_its_queue(claims: StepClaims, broker: RedisServer, priority: int) -> None:
    with app_of(broker.url) as app:
        sent = app.send_task("any", queue="cpu", priority=priority)
    assert claims.is_waiting(sent.id, "cpu")
    assert not claims.is_waiting(sent.id, "gpu")
    assert not claims.is_waiting("another", "cpu")


def test_the_least_number_is_taken_first(broker: RedisServer, client: redis.Redis) -> None:
    with app_of(broker.url) as app:
        sent = {priority: app.send_task("any", queue="cpu", priority=priority).id for priority in (6, 0, 9, 3)}
        with app.connection_for_read() as connection:
            taken = [connection.SimpleQueue("cpu").get(timeout=5).headers["id"] for _ in sent]
    assert taken == [sent[priority] for priority in (0, 3, 6, 9)]


def app_of(url: str) -> Any:
    from contextlib import closing

    from dagster_celery.config import dict_wrapper

    return closing(make_app({"broker": url, "backend": url, "config_source": dict_wrapper(celery_configuration())}))
