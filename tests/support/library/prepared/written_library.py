"""A small library of the offline set, written without a run: sentences with their real vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tests.support.storage.video_records import UPLOADED_AT, register
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, video_id, workspace_of
from vindex_search.contract.records import IndexedRecord, VideoRecord
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.models.active_set import open_store
from vindex_search.models.catalogue import model_set
from vindex_search.models.model import ModelSet
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

OFFLINE: Final = model_set("offline")
PASSAGE_S: Final = 10.0


@dataclass(frozen=True)
class WrittenLibrary:
    """A library in a folder, for tests of what reads it."""

    settings: Settings
    models: ModelSet = OFFLINE

    @property
    def store(self) -> Store:
        """Its store."""
        return open_store(self.settings, self.models)

    def write(self, key: str, passages: Iterable[str], *, code: str = "1") -> str:
        """Write the records and points of a video, ten seconds a passage, which is not published; returns its id."""
        store, stamp = self.store, Stamp((), code)
        texts = list(passages)
        probed = VideoRecord.from_manifest({"duration_s": PASSAGE_S * len(texts), "width": 64})
        done = IndexedRecord(revision="1", generation=stamp.fingerprint, run_id="r1", at=UPLOADED_AT)
        name = register(store, key, probed, done)
        store.write_table(name, POINTS, self._points(name, key, texts, stamp), stamp)
        return name

    def publish(self, key: str, *passages: str, code: str = "1") -> str:
        """Write a video and publish it; returns its id."""
        name = self.write(key, passages, code=code)
        self.publish_written(name)
        return name

    def publish_written(self, name: str) -> None:
        """Publish the points of a video as they were written."""
        store = self.store
        stamp = store.stamp(name, POINTS)
        assert stamp is not None
        store.publish(name, stamp.fingerprint, len(store.read_table(name, POINTS)))

    def _points(self, name: str, key: str, texts: list[str], stamp: Stamp) -> pl.DataFrame:
        dense = TextEncoder(self.models.text, WeightsLocator(self.settings.models_dir)).encode_passages(texts)
        sparse = SparseEncoder(self.models.sparse).encode_passages(texts, ["en"] * len(texts))
        rows = [
            {
                **dict.fromkeys(POINTS_SCHEMA),
                **{"id": point_id(name, "speech", str(at)), "video_id": name, "workspace": workspace_of(key)},
                **{"channel": "speech", "start_s": at * PASSAGE_S, "end_s": (at + 1) * PASSAGE_S, "text": text},
                **{"language": "en", "uploaded_at": UPLOADED_AT, "tags": [], "sentences": []},
                **{"generation": str(Generation(name, stamp.fingerprint)), "version": "1", "code_version": "1"},
                **{"model": "test/model@1", "run_id": "r1", "text_vector": dense[at].tolist()},
                **{"words_indices": sparse[at][0], "words_values": sparse[at][1]},
            }
            for at, text in enumerate(texts)
        ]
        return pl.DataFrame(rows, schema=POINTS_SCHEMA)


def written_library(home: Path, said: dict[str, str]) -> WrittenLibrary:
    """A library with published videos, by object key what is said in each."""
    made = WrittenLibrary(Settings(home=home))
    for key, text in said.items():
        made.publish(key, text)
    return made


def id_of(key: str) -> str:
    """The id of a video of a written library."""
    return video_id("folder", key)
