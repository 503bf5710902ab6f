"""The two threads of a search service that tell of moments: one compares, one delivers."""

from __future__ import annotations

from vindex_search.alerts.delivery.sender import AlertSender
from vindex_search.alerts.watch.watcher import AlertWatcher
from vindex_search.common.net import Networks, parse_networks
from vindex_search.query.service import SearchService


class AlertService:
    """Compares new videos with the saved searches, and delivers messages, from `start` until `stop`.

    Args:
        service: Of the library.

    Attributes:
        allowed: Networks that webhooks may be in although they are not public.
    """

    def __init__(self, service: SearchService) -> None:
        self.allowed: Networks = parse_networks(service.settings.webhook_networks)
        self._watcher = AlertWatcher(service)
        self._sender = AlertSender(service, self.allowed)

    def start(self) -> None:
        """Start both threads."""
        self._watcher.start()
        self._sender.start()

    def stop(self) -> None:
        """Finish the video and the message in hand."""
        self._watcher.stop()
        self._sender.stop()
