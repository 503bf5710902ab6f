"""A library of captioned films of the offline set, written without a run: cues as the pipeline indexes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from tests.support.library.prepared.written_library import OFFLINE, WrittenLibrary, written_library
from tests.support.storage.video_records import UPLOADED_AT, register
from vindex_assets.speech.segments import normalize_segments
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, workspace_of
from vindex_search.contract.records import IndexedRecord, VideoRecord
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.models.encoders import open_encoders
from vindex_search.models.sparse import SparseEncoder
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator
from vindex_search.passages.passages import Passage, split_passages
from vindex_search.passages.segments import Segment
from vindex_search.query.engine import SearchEngine
from vindex_search.ranking.calibration.measure import encode_dense, measure_null_distribution
from vindex_search.ranking.calibration.questions import calibration_questions
from vindex_search.ranking.calibration.scopes import due_scopes, generations_of, write_scope
from vindex_search.ranking.calibration.store import published_generations
from vindex_search.storage.stamp import Stamp

CUE_S: Final = 10.0
CUE_STEP_S: Final = 12.0  # from the start of one cue to that of the next

QUESTION_STEP: Final = 4  # every fourth calibration question is asked

Cue = tuple[float, float, str]  # start and end in seconds, text


class Captions(NamedTuple):
    """The captions of a film and their language."""

    language: str
    cues: Sequence[Cue]


def captions(language: str, *texts: str) -> Captions:
    """Cues of ten seconds with two seconds between, the first from second 0."""
    starts = (CUE_STEP_S * number for number in range(len(texts)))
    return Captions(language, [(start, start + CUE_S, text) for start, text in zip(starts, texts, strict=False)])


@contextmanager
def captioned_library(home: Path, films: Mapping[str, Captions]) -> Iterator[SearchEngine]:
    """An open engine over a calibrated library.

    Args:
        home: An empty folder.
        films: By object key.
    """
    library = calibrated_films(home, films)
    engine = SearchEngine(library.settings, library.models)
    engine.open()
    engine.load(fill=True)
    yield engine
    engine.close()


def calibrated_films(home: Path, films: Mapping[str, Captions]) -> WrittenLibrary:
    """A calibrated library that no engine has opened yet.

    Args:
        home: An empty folder.
        films: By object key.
    """
    library = written_library(home, {})
    for key, film in films.items():
        _publish(library, key, film)
    _calibrate(library)
    return library


def _publish(library: WrittenLibrary, key: str, film: Captions) -> str:
    segments = [Segment(start, end, text, "subtitles", film.language) for start, end, text in film.cues]
    duration_s = film.cues[-1][1]
    stamp = Stamp((), "1")
    done = IndexedRecord(revision="1", generation=stamp.fingerprint, run_id="r1", at=UPLOADED_AT)
    name = register(library.store, key, VideoRecord.from_manifest({"duration_s": duration_s, "width": 64}), done)
    passages = split_passages(normalize_segments(segments, duration_s=duration_s))
    library.store.write_table(name, POINTS, _points(library, name, key, passages, stamp), stamp)
    library.publish_written(name)
    return name


def _points(library: WrittenLibrary, name: str, key: str, passages: Sequence[Passage], stamp: Stamp) -> pl.DataFrame:
    encoder = TextEncoder(OFFLINE.text, WeightsLocator(library.settings.models_dir))
    texts = [passage.own_text for passage in passages]
    dense = encoder.encode_passages(texts)
    sparse = SparseEncoder(OFFLINE.sparse).encode_passages(texts, [passage.language for passage in passages])
    shared = {"video_id": name, "workspace": workspace_of(key), "channel": "speech", "uploaded_at": UPLOADED_AT}
    rows = [
        {
            **dict.fromkeys(POINTS_SCHEMA),
            **shared,
            **{"id": point_id(name, "speech", passage.row_key), "generation": str(Generation(name, stamp.fingerprint))},
            **{field: getattr(passage, field) for field in ("start_s", "end_s", "text", "language")},
            **{"sentences": passage.sentence_offsets, "text_vector": vector},
            **({"words_indices": indices, "words_values": values} if indices else {}),
        }
        for passage, vector, (indices, values) in zip(passages, dense.tolist(), sparse, strict=True)
    ]
    return pl.DataFrame(rows, schema=POINTS_SCHEMA)


def _calibrate(library: WrittenLibrary) -> None:
    """By a part of the questions: each is encoded, and a library this small needs no finer shares."""
    store, questions = library.store, calibration_questions()[::QUESTION_STEP]
    encoders = open_encoders(library.settings, library.models)
    dense = encode_dense(encoders, questions)
    for scope in due_scopes(store):
        generations = generations_of(scope, published_generations(store))
        tables = [store.read_table(generation.video_id, POINTS) for generation in generations]
        distribution = measure_null_distribution(partial(iter, tables), encoders, questions, dense=dense)
        write_scope(store, scope, distribution, generations)
