"""Sets: the folder and those in it, by name, with their questions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.retrieval.sets.folders import find_sets, read_sets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for one in (tmp_path, tmp_path / "talks", tmp_path / "meetings"):
        one.mkdir(exist_ok=True)
        with gzip.open(one / "captions.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps({"video": "v", "cues": [[0, 5, one.name]]}) + "\n")
        question = {"video": "v", "start_s": 1, "end_s": 2, "query": "why?", "spans": [[1, 2], [4, 5]]}
        (one / "queries.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


def test_the_set_of_the_folder_itself_comes_first(folder: Path) -> None:
    assert list(find_sets(folder)) == ["chapters", "meetings", "talks"]


def test_sets_are_read_in_the_order_of_their_names(folder: Path) -> None:
    talks, chapters = read_sets(folder, ["talks", "chapters"])
    assert (talks.name, chapters.name) == ("talks", "chapters")
    assert [lecture.cues for lecture in talks.lectures.values()] == [((0, 5, "talks"),)]


def test_all_spans_of_a_question_are_read(folder: Path) -> None:
    (meetings,) = read_sets(folder, ["meetings"])
    assert meetings.questions[0].spans == ((1, 2), (4, 5))


def test_an_unknown_set_is_named_with_those_there_are(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"no set songs; there are chapters, meetings, talks"):
        read_sets(folder, ["talks", "songs"])


def test_a_folder_without_sets_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there are none"):
        read_sets(tmp_path)


def test_a_half_without_questions_is_an_error(folder: Path) -> None:
    with pytest.raises(ValueError, match="chapters has no questions of the half 'reported'"):
        read_sets(folder, half="reported")
