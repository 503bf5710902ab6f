"""What changes under a running service: the model set when the library is switched, the shard when its graph is built.

The new one is opened and filled beside the old one, which answers until then.
"""

from __future__ import annotations

import logging
import shutil
import threading
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from vindex_search.current import Current
from vindex_search.index.graph import Building
from vindex_search.index.shards import Shard, current, drop_others, point_to
from vindex_search.live import collection_name, live_set
from vindex_search.models.catalogue import ModelSet
from vindex_search.opened import Opened
from vindex_search.settings import Settings

log = logging.getLogger("vindex.service")

LOOK_S: Final = 1.0  # how often it is seen whether anything is to change
FILLING_S: Final = 0.05


class Upkeep:
    """A thread that puts another opened collection into `opened` when it is time to."""

    def __init__(self, settings: Settings, opened: Current[Opened]) -> None:
        self._settings = settings
        self._opened = opened
        self._closing = threading.Event()
        self._building: Building | None = None
        self._refused: ModelSet | None = None
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the change under way and end; a graph under way is given up."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()
        self._give_up_building()

    @property
    def _models(self) -> ModelSet:
        return self._opened.value.models

    def _run(self) -> None:
        while not self._closing.wait(LOOK_S):
            try:
                self._look(live_set(self._settings))
            except Exception as problem:  # noqa: BLE001 - whatever is wrong with the new one, the old one goes on answering
                self._give_up_building()
                self._say_once(f"still answering with {self._models.name}: {problem}")

    def _look(self, wanted: ModelSet) -> None:
        if wanted not in (self._models, self._refused):
            self._give_up_building()
            self._refused = wanted  # until it answers: what cannot be opened is not tried every second
            self._change(wanted)
            self._refused = None
        elif self._building is not None:
            self._change_to_graph(self._building)
        elif self._opened.value.ready:
            self._building = self._opened.value.build_graph()

    def _say_once(self, sentence: str) -> None:
        if sentence != self._said:
            log.warning(sentence)
        self._said = sentence

    def _change(self, models: ModelSet) -> None:
        log.info("opening the index of %s anew", models.name)
        with ExitStack() as undo:
            new = Opened(self._settings, models, self._opened.value.observer)
            undo.callback(new.close)
            new.open()
            new.load(fill=True)
            new.follow()
            while not (new.ready or self._closing.wait(FILLING_S)):
                pass
            undo.pop_all()
        self._opened.replace(new).close()
        if new.embedded:
            drop_others(self._settings.index_dir, collection_name(models))
        log.info("answering with %s", models.name)

    def _change_to_graph(self, building: Building) -> None:
        """Change over to a graph that is whole; one that could not be built is tried again when the index has grown."""
        ended = building.ended()
        if ended is None:
            return
        self._building = None
        folder, collection = self._settings.index_dir, collection_name(self._models)
        points = self._opened.value.count()
        if ended:
            log.warning("the graph could not be built (exit %d); searches look at every point, as before", ended)
            point_to(folder, collection, replace(current(folder, collection), graph_points=points))
            return
        point_to(folder, collection, Shard(building.folder.name, graph_points=points))
        self._change(self._models)
        log.info("searches go by a graph of %d points", points)

    def _give_up_building(self) -> None:
        if self._building is not None:
            self._building.stop()
            shutil.rmtree(self._building.folder, ignore_errors=True)
            self._building = None
