"""A run makes the same points of a corrected video that the service has published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.library.home import Home, open_home
from tests.support.library.prepared.indexed_library import ONE, SPOKEN, indexed_library
from tests.support.library.video_tasks import task_for
from tests.support.session.session_cache import SessionCache
from vindex_assets.assets import index_points
from vindex_assets.completeness.inspection import outdated_artefacts
from vindex_assets.pipeline.stamping import build_stamp
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import IndexedRecord, UploadRecord
from vindex_search.models.text import TextEncoder
from vindex_search.models.weights import WeightsLocator
from vindex_search.storage.library import correction_marks
from vindex_search.videos.corrections.deeds import Wanted, correct, undo
from vindex_search.videos.corrections.publication import publish_corrections

SAID, FIXED = "The tide comes in.", "The Kattegat comes in."


@pytest.fixture
def home(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of its own with one film that has subtitles."""
    with open_home(Path(shutil.copytree(indexed_library(session_cache, SPOKEN), tmp_path / "home"))) as home:
        yield home


@pytest.fixture
def name(home: Home) -> str:
    """The film's id."""
    return video_id(home.library.bucket.name, ONE)


@pytest.fixture
def embedded() -> list[str]:
    """The texts that were embedded."""
    return []


def publish(home: Home, name: str, embedded: list[str]) -> bool:
    encoder = TextEncoder(home.library.models.text, WeightsLocator(home.library.settings.models_dir))

    def embed(texts: Sequence[str]) -> Any:
        embedded.extend(texts)
        return encoder.encode_passages(texts)

    return publish_corrections(home.library.store, home.library.models, name, embed, server=None)


def edit(home: Home, name: str) -> str:
    return correct(home.library.store, name, Wanted("transcript", SAID, FIXED, (0.0, 1.0))).id


def current_stamp(home: Home, name: str) -> Any:
    upload = home.library.store.read_record(name, UploadRecord)
    assert upload
    return build_stamp(home.library, upload, "index_points", name)


def test_a_run_finds_the_points_up_to_date(home: Home, name: str, embedded: list[str]) -> None:
    edit(home, name)
    publish(home, name, embedded)
    assert home.library.store.stamp(name, POINTS) == current_stamp(home, name)


def test_a_run_makes_equal_points(home: Home, name: str, embedded: list[str]) -> None:
    edit(home, name)
    publish(home, name, embedded)
    of_service = home.library.store.read_table(name, POINTS)
    index_points.make(task_for(home, "index_points", name, current_stamp(home, name)))
    of_run = home.library.store.read_table(name, POINTS)
    assert of_run.drop("run_id").sort("id").equals(of_service.drop("run_id").sort("id"))


def test_a_run_that_embeds_by_itself_comes_to_the_same_vectors(home: Home, name: str, embedded: list[str]) -> None:
    edit(home, name)
    publish(home, name, embedded)
    of_service = home.library.store.read_table(name, POINTS).sort("id")
    home.library.store.remove_artefact(name, POINTS)
    index_points.make(task_for(home, "index_points", name, current_stamp(home, name)))
    of_run = home.library.store.read_table(name, POINTS).sort("id")
    mine, theirs = (np.array(table["text_vector"].drop_nulls().to_list()) for table in (of_service, of_run))
    np.testing.assert_allclose(mine, theirs, atol=1e-5)


def test_only_what_is_touched_is_embedded(home: Home, name: str, embedded: list[str]) -> None:
    edit(home, name)
    publish(home, name, embedded)
    assert embedded == [f"{FIXED} And that is the end of it."]  # the one passage that holds the line


def test_an_undo_gives_back_the_generation_and_embeds_nothing(home: Home, name: str, embedded: list[str]) -> None:
    before = home.library.store.published()[name]
    made = edit(home, name)
    publish(home, name, embedded)
    embedded.clear()
    undo(home.library.store, name, made)
    publish(home, name, embedded)
    assert (home.library.store.published()[name], embedded) == (before, [])


def test_the_record_names_the_published_generation(home: Home, name: str, embedded: list[str]) -> None:
    edit(home, name)
    publish(home, name, embedded)
    record = home.library.store.read_record(name, IndexedRecord)
    assert record
    assert record.generation == home.library.store.published()[name].generation.fingerprint


def test_a_second_publication_has_nothing_to_do(home: Home, name: str, embedded: list[str]) -> None:
    edit(home, name)
    publish(home, name, embedded)
    assert not publish(home, name, embedded)


def test_the_completeness_check_finds_points_without_the_corrections(home: Home, name: str) -> None:
    edit(home, name)
    assert "index_points" in outdated_artefacts(home.library.store, home.library.models, name)


def test_a_correction_made_during_a_run_is_marked_for_the_service(home: Home, name: str) -> None:
    store, task = home.library.store, task_for(home, "index_points", name, current_stamp(home, name))
    made = edit(home, name)
    correction_marks.remove(store.root, name, [made])  # a service was through with it before the run published
    index_points.publish(task)
    assert correction_marks.list_marked(store.root) == [(name, made)]


def test_a_deleted_video_takes_its_corrections_along(home: Home, name: str) -> None:
    edit(home, name)
    home.library.store.remove_video(name)
    assert not home.library.store.folder(name).exists()
