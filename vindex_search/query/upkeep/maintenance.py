"""Background maintenance of a running service: switches of the model set, and builds of the HNSW graph.

Either way a new engine is opened and filled beside the old one, which answers until the new one is ready.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final

from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.common.shared_values.swappable import Swappable
from vindex_search.index.hnsw_build import HnswBuild
from vindex_search.index.shards import Shard, active_shard, remove_other_shards, set_active_shard
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.models.model import ModelSet
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings

log = logging.getLogger("vindex.service")

CHECK_INTERVAL_S: Final = 1.0
READY_POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class _FailedSwitch:
    """A model set that could not be opened; it is not tried again until another one was active in between."""

    models: ModelSet
    reason: str


class EngineMaintenance(PollingThread):
    """A thread that replaces a service's engine when the active model set changes or a graph has been built.

    Args:
        settings: Of the library.
        engine: The engine of the service.
    """

    def __init__(self, settings: Settings, engine: Swappable[SearchEngine]) -> None:
        super().__init__("engine-maintenance", interval_s=CHECK_INTERVAL_S)
        self._settings = settings
        self._engine = engine
        self._build: HnswBuild | None = None
        self._failed_switch: _FailedSwitch | None = None

    def stop(self) -> None:
        """Finish a switch under way, cancel a build, and end the thread."""
        super().stop()
        self._cancel_build()

    @property
    def _current_models(self) -> ModelSet:
        return self._engine.value.models

    def _describe(self, error: Exception) -> str:
        return f"still answering with {self._current_models.name}: {error}"

    def _poll(self) -> None:
        active = active_model_set(self._settings)
        if active == self._current_models:
            self._failed_switch = None
            self._check_graph()
        elif self._failed_switch is None or self._failed_switch.models != active:
            self._cancel_build()
            self._switch_model_set(active)
        else:
            self._check_graph()
            raise RuntimeError(self._failed_switch.reason)  # stays the last error until the active set answers

    def _switch_model_set(self, models: ModelSet) -> None:
        try:
            self._switch_engine(models)
        except Exception as error:
            self._failed_switch = _FailedSwitch(models, str(error))
            raise
        self._failed_switch = None

    def _switch_engine(self, models: ModelSet) -> None:
        """Open a new engine, and close the old one when its last search has ended."""
        log.info("opening the index of model set %s", models.name)
        new = self._opened_engine(models)
        self._engine.replace(new).close()
        if new.embedded:
            remove_other_shards(self._settings.index_dir, collection_name(models))
        log.info("answering with model set %s", models.name)

    def _opened_engine(self, models: ModelSet) -> SearchEngine:
        """An engine that is loaded and has caught up; closed again where that fails."""
        engine = SearchEngine(self._settings, models, self._engine.value.observer)
        with ExitStack() as on_error:
            on_error.callback(engine.close)
            engine.open()
            engine.load(fill=True)
            engine.follow()
            while not (engine.ready or self._wait(READY_POLL_S)):
                pass
            on_error.pop_all()
        return engine

    def _check_graph(self) -> None:
        """Start a build of the graph where one is needed, or switch to a shard whose build has ended."""
        if self._build is not None:
            self._finish_build(self._build)
        elif self._engine.value.ready:
            self._build = self._engine.value.start_graph_build()

    def _finish_build(self, build: HnswBuild) -> None:
        """Make a built shard the active one; a failed build is tried again when the index has grown."""
        exit_status = build.exit_status()
        if exit_status is None:
            return
        self._build = None
        folder, collection = self._settings.index_dir, collection_name(self._current_models)
        points = self._engine.value.count()
        if exit_status:
            log.warning("the graph could not be built (exit %d); searches stay exact, over every point", exit_status)
            set_active_shard(folder, collection, replace(active_shard(folder, collection), graph_points=points))
            return
        set_active_shard(folder, collection, Shard(build.folder.name, graph_points=points))
        self._switch_engine(self._current_models)
        log.info("searches use an HNSW graph of %d points", points)

    def _cancel_build(self) -> None:
        if self._build is not None:
            self._build.stop()
            shutil.rmtree(self._build.folder, ignore_errors=True)
            self._build = None
