"""in_child: a real child reads subtitle files; one that kills it costs itself alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.vindex_assets.media.subtitles.sidecars.reader_deaths import read_or_die
from vindex_assets.failures import Transient
from vindex_assets.media.subtitles.sidecars import in_child
from vindex_assets.media.subtitles.sidecars.in_child import read_in_child
from vindex_assets.media.subtitles.sidecars.reading import Sidecar, SidecarReading

SAID = "1\n00:00:01,000 --> 00:00:02,000\nHe had leisure to consider how much there might be in his power.\n"
SPARSE = "1\n00:00:01,000 --> 00:00:02,000\nINN\n"


def sidecars(folder: Path, names: Sequence[str], content: str = SPARSE) -> list[Sidecar]:
    """Files that hold the same, each under its name."""
    path = folder / "subtitles"
    path.write_text(content)
    return [Sidecar(name, path=str(path)) for name in names]


def notes(readings: Sequence[SidecarReading]) -> list[str]:
    return [note.text for reading in readings for note in reading.notes]


@pytest.fixture
def deaths(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child dies at files that are named after a death, soon."""
    monkeypatch.setattr(in_child, "read_sidecars", read_or_die)
    monkeypatch.setattr(in_child, "FILE_DEADLINE_S", 5.0)
    monkeypatch.setattr(in_child, "MEMORY_LIMIT", 300 * 2**20)


def test_without_files_there_is_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_child, "run_sandboxed", pytest.fail)
    assert read_in_child([], duration_s=7.0) == []


def test_what_the_child_reads_comes_back_up_to_the_first_whole_transcript(tmp_path: Path) -> None:
    sparse = sidecars(tmp_path, ["a.srt"])
    (tmp_path / "b").mkdir()
    whole = sidecars(tmp_path / "b", ["b.srt", "c.srt"], SAID)
    first, second = read_in_child([*sparse, *whole], duration_s=7.0)
    assert (first.is_transcript, first.is_sparse, first.words) == (True, True, 1)
    assert (second.is_transcript, second.is_sparse, second.notes) == (True, False, ())
    assert [(cue.start_s, cue.text) for cue in second.cues] == [(1.0, SAID.splitlines()[2])]


@pytest.mark.usefixtures("deaths")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("crash.srt", "reading it crashes or does not end"),
        pytest.param("hang.srt", "reading it crashes or does not end", marks=pytest.mark.slow),
        ("memory.srt", "reading it takes more than 300 MiB of memory"),
    ],
)
def test_a_file_that_kills_its_reader_is_left_out(name: str, why: str, tmp_path: Path) -> None:
    readings = read_in_child(sidecars(tmp_path, ["a.srt", name, "b.srt"]), duration_s=7.0)
    assert [reading.is_transcript for reading in readings] == [True, False, True]
    assert notes(readings) == [f"the subtitle file {name} cannot be read: {why}"]


@pytest.mark.usefixtures("deaths")
def test_after_two_deaths_nothing_more_is_read(tmp_path: Path) -> None:
    readings = read_in_child(sidecars(tmp_path, ["crash1.srt", "crash2.srt", "crash3.srt", "a.srt"]), duration_s=7.0)
    assert [note.rpartition(": ")[2] for note in notes(readings)] == [
        "reading it crashes or does not end",
        "reading it crashes or does not end",
        "other files of this video stopped their reader",
        "other files of this video stopped their reader",
    ]


@pytest.mark.usefixtures("deaths")
def test_a_child_that_does_not_start_is_no_fault_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(Transient, match=r"the reader of subtitle files did not start: .*"):
        read_in_child(sidecars(tmp_path, ["start.srt"]), duration_s=7.0)
