"""What changes under a running service: the model set when the library is switched, the shard when its graph is built.

The new one is opened and filled beside the old one, which answers until then.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final

from vindex_search.common.polling import PollingThread
from vindex_search.common.swappable import Swappable
from vindex_search.index.hnsw_build import HnswBuild
from vindex_search.index.shards import Shard, active_shard, remove_other_shards, set_active_shard
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.models.catalogue import ModelSet
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings

log = logging.getLogger("vindex.service")

CHECK_INTERVAL_S: Final = 1.0  # how often it is seen whether anything is to change
READY_POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class _FailedSwitch:
    """A model set that could not be opened; it is not tried again before another one was wanted."""

    models: ModelSet
    reason: str


class EngineMaintenance(PollingThread):
    """Puts another opened collection into `opened` when it is time to."""

    def __init__(self, settings: Settings, opened: Swappable[SearchEngine]) -> None:
        super().__init__("upkeep", interval_s=CHECK_INTERVAL_S)
        self._settings = settings
        self._engine = opened
        self._build: HnswBuild | None = None
        self._failed_switch: _FailedSwitch | None = None

    def stop(self) -> None:
        """Finish the change under way and end; a graph under way is given up."""
        super().stop()
        self._cancel_build()

    @property
    def _current_models(self) -> ModelSet:
        return self._engine.value.models

    def _describe(self, problem: Exception) -> str:
        return f"still answering with {self._current_models.name}: {problem}"

    def _poll(self) -> None:
        wanted = active_model_set(self._settings)
        if wanted == self._current_models:
            self._failed_switch = None
            self._check_graph()
        elif self._failed_switch is None or self._failed_switch.models != wanted:
            self._cancel_build()
            self._switch_model_set(wanted)
        else:
            self._check_graph()
            raise RuntimeError(self._failed_switch.reason)  # it is still not the one that answers

    def _switch_model_set(self, wanted: ModelSet) -> None:
        try:
            self._switch_engine(wanted)
        except Exception as problem:
            self._failed_switch = _FailedSwitch(wanted, str(problem))
            raise
        self._failed_switch = None

    def _check_graph(self) -> None:
        if self._build is not None:
            self._finish_build(self._build)
        elif self._engine.value.ready:
            self._build = self._engine.value.start_graph_build()

    def _switch_engine(self, models: ModelSet) -> None:
        log.info("opening the index of %s anew", models.name)
        with ExitStack() as undo:
            new = SearchEngine(self._settings, models, self._engine.value.observer)
            undo.callback(new.close)
            new.open()
            new.load(fill=True)
            new.follow()
            while not (new.ready or self._wait(READY_POLL_S)):
                pass
            undo.pop_all()
        self._engine.replace(new).close()
        if new.embedded:
            remove_other_shards(self._settings.index_dir, collection_name(models))
        log.info("answering with %s", models.name)

    def _finish_build(self, building: HnswBuild) -> None:
        """Change over to a graph that is whole; one that could not be built is tried again when the index has grown."""
        ended = building.exit_status()
        if ended is None:
            return
        self._build = None
        folder, collection = self._settings.index_dir, collection_name(self._current_models)
        points = self._engine.value.count()
        if ended:
            log.warning("the graph could not be built (exit %d); searches look at every point, as before", ended)
            set_active_shard(folder, collection, replace(active_shard(folder, collection), graph_points=points))
            return
        set_active_shard(folder, collection, Shard(building.folder.name, graph_points=points))
        self._switch_engine(self._current_models)
        log.info("searches go by a graph of %d points", points)

    def _cancel_build(self) -> None:
        if self._build is not None:
            self._build.stop()
            shutil.rmtree(self._build.folder, ignore_errors=True)
            self._build = None
