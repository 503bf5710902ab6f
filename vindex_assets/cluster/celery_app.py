"""Configuration of Celery, the same for those who send steps and for those who take them."""

from __future__ import annotations

from typing import Any, Final

from vindex_assets.cluster.queues import PRIORITIES
from vindex_search.settings import Settings

SCHEMES: Final = ("redis://", "rediss://", "unix://")

# Redis gives a task that is not acknowledged in this time to another worker, though the first one is still at it. No
# step lasts so long: 16 videos, each of which may take a day. A worker that is gone is noticed by its claim instead.
VISIBILITY_TIMEOUT_S: Final = 30 * 86_400
RESULT_EXPIRES_S: Final = 86_400  # the run's process reads a result within a second, or it is gone
BROKER_RETRIES: Final = 120  # with BROKER_RETRY_S between them ten minutes: a restart of Redis, or of its machine
BROKER_RETRY_S: Final = 5.0

_RETRY_POLICY: Final = {
    "max_retries": BROKER_RETRIES,
    "interval_start": 0.0,
    "interval_step": 1.0,
    "interval_max": BROKER_RETRY_S,
}


def broker_url(settings: Settings) -> str:
    """The URL of the broker, with its password.

    Raises:
        ValueError: the settings have none, or one that is not Redis; the message has no more of it than its scheme.
    """
    url = settings.broker.get_secret_value() if settings.broker else ""
    if not url.startswith(SCHEMES):
        scheme = url.partition(":")[0]
        raise ValueError(
            f"VINDEX_BROKER has the scheme {scheme!r}; steps that are sent to queues need a Redis: allowed are URLs "
            f"such as redis://host:6379/0, and with rediss:// or unix://"
        )
    return url


def celery_configuration() -> dict[str, Any]:
    """Celery's settings, beside the URLs of broker and result backend."""
    return {
        "accept_content": ["json"],
        "broker_connection_max_retries": None,  # a worker waits for its broker as long as it takes
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_TIMEOUT_S,
            "priority_steps": list(PRIORITIES),
            "queue_order_strategy": "priority",
            "socket_keepalive": True,
        },
        "redis_socket_keepalive": True,
        "result_backend_transport_options": {"retry_policy": _RETRY_POLICY},
        "result_expires": RESULT_EXPIRES_S,
        "task_acks_late": True,  # a step stays with the broker until it has ended
        "task_publish_retry_policy": _RETRY_POLICY,
        # A step that kills its worker would be given to the next worker, without an end. Its run hears of it instead,
        # and asks the RetryPolicy (`sent_step.py`).
        "task_reject_on_worker_lost": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_prefetch_multiplier": 1,  # no worker keeps a step waiting while another one is idle
    }
