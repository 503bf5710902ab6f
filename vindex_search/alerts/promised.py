"""What a saved search can promise in a library as it is now."""

from __future__ import annotations

from vindex_search.alerts.rates.promise import Promise
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.watch.comparison import background_of
from vindex_search.query.service import SearchService


def promise_of(service: SearchService, search: SavedSearch) -> Promise:
    """How well the chosen rate can be held; until a new search is measured, by the library as a whole."""
    with service.use_engine() as engine:
        background = background_of(engine, search, engine.calibration(search.workspaces))
    videos = len(background.own) if background else 0
    return Promise(search.one_in, videos, calibrated=background is not None)
