"""Phrases and chapters in a file beside the index."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from vindex_search.contract.ids import video_id
from vindex_search.suggest.entries import FileChapter, SuggestionEntry
from vindex_search.suggest.phrases import phrase_store
from vindex_search.suggest.phrases.collocations import Phrase
from vindex_search.suggest.phrases.phrase_store import PhraseStore

A, B, C = (video_id("folder", key) for key in ("team/a.mp4", "team/b.mp4", "tea/c.mp4"))


@pytest.fixture
def phrases(tmp_path: Path) -> Iterator[PhraseStore]:
    opened = PhraseStore(tmp_path / "index", "vindex-one")
    yield opened
    opened.close()


def said(text: str, times: int = 3, passages: int = 2) -> Phrase:
    return Phrase(text.lower(), text, times, passages)


def entry(text: str, workspace: str, videos: int, times: int, passages: int) -> SuggestionEntry:
    return SuggestionEntry("phrase", text, text.lower(), workspace, videos, said=times, passages=passages)


def test_phrases_are_added_up_by_workspace_as_they_are_mostly_written(phrases: PhraseStore) -> None:
    phrases.put(A, "f", [said("high tide", 3)], [])
    phrases.put(B, "f", [said("High Tide", 5)], [])
    phrases.put(C, "f", [said("HIGH TIDE", 9)], [])
    found = sorted(phrases.frequent(), key=lambda one: one.workspace)
    assert found == [entry("HIGH TIDE", "tea", 1, 9, 2), entry("High Tide", "team", 2, 8, 4)]


def test_what_is_frequent_in_no_set_of_workspaces_is_left_out(phrases: PhraseStore) -> None:
    phrases.put(A, "f", [said("high tide", 1, 1), said("low tide", 9, 1), said("ebb", 2, 2)], [])
    phrases.put(B, "f", [said("high tide", 1, 1)], [])
    assert list(phrases.frequent()) == []
    phrases.put(C, "f", [said("high tide", 1, 1)], [])
    assert {one.workspace for one in phrases.frequent()} == {"tea", "team"}


def test_each_workspace_has_its_most_frequent_phrases(phrases: PhraseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_store, "MAX_PHRASES", 1)
    phrases.put(A, "f", [said("high tide"), said("low tide", 9), said("moon rise", 1, 1)], [])
    phrases.put(B, "f", [said("moon rise", 1, 1)], [])  # in more videos, and frequent only with those of others
    phrases.put(C, "f", [said("high tide", 7), said("moon rise", 3)], [])
    assert {(one.workspace, one.text) for one in phrases.frequent()} == {("team", "low tide"), ("tea", "high tide")}


def test_a_generation_takes_the_place_of_the_one_before(phrases: PhraseStore) -> None:
    phrases.put(A, "f", [said("high tide")], [FileChapter(A, "team", "Old", 1.0)])
    phrases.put(A, "g", [said("low tide")], [FileChapter(A, "team", "New", 2.0)])
    phrases.put(B, "f", [], [])
    assert [one.text for one in phrases.frequent()] == ["low tide"]
    assert list(phrases.chapters()) == [FileChapter(A, "team", "New", 2.0)]
    assert phrases.generations() == {A: "g", B: "f"}


def test_nothing_stays_of_what_is_forgotten(phrases: PhraseStore) -> None:
    phrases.put(A, "f", [said("high tide")], [FileChapter(A, "team", "Old", 1.0)])
    phrases.forget([A])
    assert (phrases.generations(), list(phrases.frequent()), list(phrases.chapters())) == ({}, [], [])


def test_they_are_kept_in_a_file_that_nobody_else_can_read(phrases: PhraseStore, tmp_path: Path) -> None:
    phrases.put(A, "f", [said("high tide")], [])
    phrases.close()
    (file,) = (tmp_path / "index").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert phrases.generations() == {A: "f"}


def test_the_file_of_another_model_set_is_removed(phrases: PhraseStore, tmp_path: Path) -> None:
    other = PhraseStore(tmp_path / "index", "vindex-other")
    other.put(A, "f", [said("high tide")], [])
    other.close()
    assert phrases.generations() == {}
    assert [file.name for file in (tmp_path / "index").iterdir()] == ["vindex-one.phrases.sqlite"]


def test_a_file_of_other_rules_is_made_anew(phrases: PhraseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    phrases.put(A, "f", [said("high tide")], [])
    phrases.close()
    monkeypatch.setattr(phrase_store, "RULES", phrase_store.RULES + 1)
    assert phrases.generations() == {}


def test_a_damaged_file_is_said_to_be_and_can_be_removed(phrases: PhraseStore, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "vindex-one.phrases.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        phrases.generations()
    phrases.remove()
    assert phrases.generations() == {}
