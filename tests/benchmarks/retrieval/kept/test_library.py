"""What is kept: nothing is encoded twice, and a second run that is under way is not disturbed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.retrieval.kept import points
from benchmarks.retrieval.kept.library import open_kept_library
from benchmarks.retrieval.kept.queries import KeptQueries
from benchmarks.retrieval.lectures import Lecture, load_models
from vindex_search.contract.ids import video_id

VIDEO = video_id("folder", "lectures/kettle.mp4")
LECTURES = {VIDEO: Lecture(VIDEO, ((0.0, 20.0, "The copper kettle whistles."), (20.0, 40.0, "The boat is old.")))}


def never(*_arguments: object) -> None:
    raise AssertionError("encoded again")


def test_a_second_run_encodes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_kept_library(LECTURES, tmp_path) as library:
        first = library.retriever.vectors("a kettle", ("speech",)).text
        held = library.index.count()
    monkeypatch.setattr(points, "make_points", never)
    monkeypatch.setattr(type(load_models().text), "encode_query", never)
    with open_kept_library(LECTURES, tmp_path) as library:
        assert library.retriever.vectors("a kettle", ("speech",)).text == first
        assert library.index.count() == held > 0
        assert library.points[VIDEO]["text"].to_list() == [one.text for one in LECTURES[VIDEO].passages]


def test_two_runs_at_once_have_an_index_each(tmp_path: Path) -> None:
    with open_kept_library(LECTURES, tmp_path) as one, open_kept_library(LECTURES, tmp_path) as other:
        assert one.index.count() == other.index.count() > 0


def test_vectors_of_two_runs_are_both_kept(tmp_path: Path) -> None:
    encoder = load_models().text
    one, other = KeptQueries(encoder, tmp_path), KeptQueries(encoder, tmp_path)
    one.encode_query("a kettle")
    other.encode_query("a boat")
    one.save()
    other.save()
    both = KeptQueries(encoder, tmp_path)
    assert both.held == {"a kettle", "a boat"}
