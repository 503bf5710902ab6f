"""Claims: which worker is at a step that was sent, or that nobody is to begin with it any more.

    vindex:step:<task id>  =  name of a worker    expires in CLAIM_S, unless the worker renews it
                              done                the step has ended
                              given up            the run that sent it does not wait for it any more

A broker that restarts, or that waits for an acknowledgement in vain, delivers a step once more. So whoever begins with
a step takes its claim, and leaves it alone where somebody has it. All times are by the clock of Redis.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

import redis

from vindex_assets.cluster.celery_app import VISIBILITY_TIMEOUT_S
from vindex_assets.cluster.queues import PRIORITIES
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S

CLAIM_S: Final = int(LOST_AFTER_S / 2)  # the other half, the run looks for somebody who has the step
KEPT_S: Final = VISIBILITY_TIMEOUT_S + 86_400  # until Redis has delivered it once more for the last time
DONE: Final = "done"
GIVEN_UP: Final = "given up"
PRIORITY_SEPARATOR: Final = "\x06\x16"  # of kombu, between the name of a queue and a priority

# Renews a claim that is the worker's own, or that expired while the broker was away; returns whose it is.
_RENEW: Final = """
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] or not holder then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
return holder or ARGV[1]
"""
# Whether a message that contains a text waits in one of the lists: the broker looks, so that no message is transferred.
_IS_WAITING: Final = """
for _, list in ipairs(KEYS) do
  for _, message in ipairs(redis.call('LRANGE', list, 0, -1)) do
    if string.find(message, ARGV[1], 1, true) then return 1 end
  end
end
return 0
"""


class StepClaims:
    """The claims of all steps that were sent through a broker.

    Every method may raise `redis.ConnectionError` or `redis.TimeoutError`: the broker is away.

    Args:
        client: Client of the broker, which decodes answers.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client: Any = client  # its methods return both a value and an awaitable of it, by their types

    @classmethod
    def open(cls, url: str) -> StepClaims:
        """The claims of the broker at a URL."""
        return cls(redis.Redis.from_url(url, decode_responses=True))

    def take(self, task_id: str, worker: str) -> bool:
        """Take the claim of a step; returns whether nobody had it, so that the worker may begin."""
        return bool(self._client.set(_key(task_id), worker, nx=True, ex=CLAIM_S))

    def renew(self, task_ids: Iterable[str], worker: str) -> list[str]:
        """Renew the claims of the steps that a worker is at; returns those that were given up meanwhile."""
        holders = {task_id: self._client.eval(_RENEW, 1, _key(task_id), worker, CLAIM_S) for task_id in task_ids}
        return [task_id for task_id, holder in holders.items() if holder == GIVEN_UP]

    def finish(self, task_id: str) -> None:
        """Note that a step has ended, whichever way."""
        self._client.set(_key(task_id), DONE, ex=KEPT_S)

    def give_up(self, task_id: str) -> bool:
        """Have nobody begin with a step; returns whether nobody had begun."""
        return bool(self._client.set(_key(task_id), GIVEN_UP, nx=True, ex=KEPT_S))

    def holder(self, task_id: str) -> str | None:
        """Who is at a step, DONE or GIVEN_UP; None where nobody has begun, or a worker that had is gone."""
        return cast("str | None", self._client.get(_key(task_id)))

    def is_waiting(self, task_id: str, queue: str) -> bool:
        """Whether a step waits in a queue for a worker."""
        lists = [queue if priority == 0 else f"{queue}{PRIORITY_SEPARATOR}{priority}" for priority in PRIORITIES]
        return bool(self._client.eval(_IS_WAITING, len(lists), *lists, task_id))


def _key(task_id: str) -> str:
    return f"vindex:step:{task_id}"
