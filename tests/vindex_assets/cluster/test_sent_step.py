"""A step that was sent: it ends, crashes with its worker, is lost, is revoked, or the broker is away."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from billiard.exceptions import WorkerLostError
from celery.exceptions import TaskRevokedError

from vindex_assets.cluster.claims import GIVEN_UP, StepClaims
from vindex_assets.cluster.sent_step import LOOK_S, SILENT_S, SentStep, StepLost


class Ended(BaseException):
    """The run is over."""


class World:
    """Celery's result, the clock, the run and its crashes."""

    id = "step"

    def __init__(self, claims: StepClaims) -> None:
        self.now, self.result, self.is_over, self.revoked = 0.0, None, False, False
        self.crashes: list[Exception] = []
        self.away: Exception | None = None
        self.step = SentStep(self, "cpu", claims, crash=self.crash, check_run=self.check_run, clock=lambda: self.now)

    result: Any

    def ready(self) -> bool:
        if self.away:
            raise self.away
        return self.result is not None

    def get(self) -> list[str]:
        if isinstance(self.result, Exception):
            raise self.result
        found: list[str] = self.result
        return found

    def revoke(self) -> None:
        self.revoked = True

    def crash(self, error: Exception) -> str:
        self.crashes.append(error)
        return "crashed"

    def check_run(self) -> None:
        if self.is_over:
            raise Ended

    def pass_time(self, seconds: float) -> bool:
        """Let time pass, with a look at each second, as Dagster's loop does; returns whether the step ended."""
        for _ in range(int(seconds)):
            self.now += 1
            if self.step.ready():
                return True
        return False


@pytest.fixture
def world(claims: StepClaims) -> World:
    return World(claims)


def test_the_events_of_a_step_that_ended(world: World) -> None:
    assert not world.step.ready()
    world.result = ["event"]
    assert world.step.ready()
    assert world.step.get() == ["event"]


def test_a_step_that_killed_its_worker_crashed(world: World) -> None:
    world.result = WorkerLostError("exited prematurely: signal 9")
    assert world.step.ready()
    assert world.step.get() == ["crashed"]
    assert world.crashes == [world.result]


def test_a_step_that_nobody_has_is_lost_and_nobody_begins_with_it_any_more(world: World, claims: StepClaims) -> None:
    assert world.pass_time(LOOK_S + SILENT_S + LOOK_S)
    assert world.step.get() == ["crashed"]
    assert isinstance(world.crashes[0], StepLost)
    assert claims.holder("step") == GIVEN_UP


def test_a_step_that_waits_in_its_queue_is_waited_for(world: World, client: redis.Redis) -> None:
    client.lpush("cpu\x06\x163", '{"headers": {"id": "step"}}')
    assert not world.pass_time(10 * SILENT_S)


def test_a_step_that_a_worker_has_is_waited_for_until_its_claim_expires(world: World, claims: StepClaims) -> None:
    claims.take("step", "a@host")
    assert not world.pass_time(10 * SILENT_S)


def test_a_worker_that_takes_a_step_at_the_last_moment_has_it(world: World, claims: StepClaims) -> None:
    assert not world.pass_time(LOOK_S + SILENT_S - 1)
    claims.take("step", "a@host")
    assert not world.pass_time(10 * SILENT_S)


def test_time_in_which_the_broker_was_away_does_not_count(world: World) -> None:
    assert not world.pass_time(SILENT_S)
    world.away = redis.ConnectionError()
    assert not world.pass_time(10 * SILENT_S)
    world.away = None
    assert not world.pass_time(SILENT_S)


def test_a_step_that_nobody_began_with_ends_as_it_is_revoked(world: World, claims: StepClaims) -> None:
    world.step.revoke()
    assert world.revoked
    assert world.step.ready()
    assert not claims.take("step", "a@host")
    with pytest.raises(TaskRevokedError):
        world.step.get()


def test_a_revoked_step_that_a_worker_is_at_is_waited_for(world: World, claims: StepClaims) -> None:
    claims.take("step", "a@host")
    world.step.revoke()
    assert not world.step.ready()


def test_a_run_that_is_over_by_other_hands_is_noticed(world: World) -> None:
    world.is_over = True
    with pytest.raises(Ended):
        world.pass_time(LOOK_S + 1)
