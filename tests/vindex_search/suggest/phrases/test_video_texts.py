"""The texts and chapters of a video, from its artefacts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tests.support.library.prepared.spoken_library import publish_spoken
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.tables import POINTS_SCHEMA
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.suggest.phrases.video_texts import MAX_CHAPTERS, read_chapters, read_texts
from vindex_search.suggest.phrases.word_chains import SpokenText


def test_the_texts_are_those_of_the_points(store: Store) -> None:
    name = publish_spoken(store, "team/a.mp4", "High tide", "", "Low tide", language="de")
    assert read_texts(store, name) == [SpokenText("High tide", "de"), SpokenText("Low tide", "de")]
    assert read_texts(store, name.replace("--a-", "--b-")) == []


def test_what_a_passage_repeats_of_the_one_before_is_left_out(store: Store) -> None:
    name = publish_spoken(store, "team/a.mp4", "x")
    sentences = [{"at": 0, "start_s": 4.0, "end_s": 5.0}, {"at": 6, "start_s": 5.0, "end_s": 9.0}]
    row = {**dict.fromkeys(POINTS_SCHEMA), "start_s": 5.0, "text": "Twice. Once.", "sentences": sentences}
    store.write_table(name, POINTS, pl.DataFrame([row], schema=POINTS_SCHEMA), Stamp((), "2"))
    (found,) = read_texts(store, name)
    assert replace(found, text=found.text.strip()) == SpokenText("Once.", None)


@pytest.mark.parametrize(
    ("chapters", "titles"),
    [
        ([{"start_s": 1, "end_s": 2.0, "title": "Tide"}, {"start_s": 2.5, "end_s": 9.0, "title": None}], ["Tide"]),
        ([{"title": "no start"}, {"start_s": "1", "title": "text"}, "none", None, {"start_s": 0.0, "title": ""}], []),
        ([{"start_s": 0.0, "title": "x" * 121}], []),
        ([{"start_s": at, "title": "x"} for at in range(MAX_CHAPTERS + 5)], ["x"] * MAX_CHAPTERS),
    ],
)
def test_chapters_are_those_of_the_file_that_have_a_title(
    store: Store, chapters: list[object], titles: list[str]
) -> None:
    name = publish_spoken(store, "team/a.mp4", "High tide", chapters=chapters)
    assert [one.title for one in read_chapters(store, name)] == titles
