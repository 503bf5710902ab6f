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
from vindex_search.index.shards import Shard, active_shard, drop_others, set_active_shard
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.models.catalogue import ModelSet
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings

log = logging.getLogger("vindex.service")

LOOK_S: Final = 1.0  # how often it is seen whether anything is to change
FILLING_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class _Refused:
    """A model set that could not be opened; it is not tried again before another one was wanted."""

    models: ModelSet
    reason: str


class EngineMaintenance(PollingThread):
    """Puts another opened collection into `opened` when it is time to."""

    def __init__(self, settings: Settings, opened: Swappable[SearchEngine]) -> None:
        super().__init__("upkeep", interval_s=LOOK_S)
        self._settings = settings
        self._opened = opened
        self._building: HnswBuild | None = None
        self._refused: _Refused | None = None

    def stop(self) -> None:
        """Finish the change under way and end; a graph under way is given up."""
        super().stop()
        self._give_up_building()

    @property
    def _models(self) -> ModelSet:
        return self._opened.value.models

    def _describe(self, problem: Exception) -> str:
        return f"still answering with {self._models.name}: {problem}"

    def _turn(self) -> None:
        wanted = active_model_set(self._settings)
        if wanted == self._models:
            self._refused = None
            self._look_after_graph()
        elif self._refused is None or self._refused.models != wanted:
            self._give_up_building()
            self._change_models(wanted)
        else:
            self._look_after_graph()
            raise RuntimeError(self._refused.reason)  # it is still not the one that answers

    def _change_models(self, wanted: ModelSet) -> None:
        try:
            self._change(wanted)
        except Exception as problem:
            self._refused = _Refused(wanted, str(problem))
            raise
        self._refused = None

    def _look_after_graph(self) -> None:
        if self._building is not None:
            self._change_to_graph(self._building)
        elif self._opened.value.ready:
            self._building = self._opened.value.build_graph()

    def _change(self, models: ModelSet) -> None:
        log.info("opening the index of %s anew", models.name)
        with ExitStack() as undo:
            new = SearchEngine(self._settings, models, self._opened.value.observer)
            undo.callback(new.close)
            new.open()
            new.load(fill=True)
            new.follow()
            while not (new.ready or self._pause(FILLING_S)):
                pass
            undo.pop_all()
        self._opened.replace(new).close()
        if new.embedded:
            drop_others(self._settings.index_dir, collection_name(models))
        log.info("answering with %s", models.name)

    def _change_to_graph(self, building: HnswBuild) -> None:
        """Change over to a graph that is whole; one that could not be built is tried again when the index has grown."""
        ended = building.ended()
        if ended is None:
            return
        self._building = None
        folder, collection = self._settings.index_dir, collection_name(self._models)
        points = self._opened.value.count()
        if ended:
            log.warning("the graph could not be built (exit %d); searches look at every point, as before", ended)
            set_active_shard(folder, collection, replace(active_shard(folder, collection), graph_points=points))
            return
        set_active_shard(folder, collection, Shard(building.folder.name, graph_points=points))
        self._change(self._models)
        log.info("searches go by a graph of %d points", points)

    def _give_up_building(self) -> None:
        if self._building is not None:
            self._building.stop()
            shutil.rmtree(self._building.folder, ignore_errors=True)
            self._building = None
