"""report: each file that was named has its line; of a folder of hundreds the suffixes are counted."""

from __future__ import annotations

from pathlib import Path

from vindex_assets.cli.ingest import FileCopy, LeftFile, Selection, selection_lines
from vindex_assets.cli.ingest.selection import EMPTY, NOT_MEDIA
from vindex_search.contract.media_types import allowed_suffixes


def test_nothing_is_said_where_everything_is_taken() -> None:
    assert selection_lines(Selection((FileCopy(Path("in/a.vob"), "team/a.vob"),), ())) == []


def test_a_file_that_gets_a_suffix_is_named_with_its_key() -> None:
    renamed = Selection((FileCopy(Path("in/CAMERA01"), "team/CAMERA01.mxf"),), ())
    assert selection_lines(renamed) == ["in/CAMERA01: its content is MXF, taken as team/CAMERA01.mxf"]


def test_each_file_has_its_reason_and_the_allowed_suffixes_are_listed_once() -> None:
    files = (LeftFile(Path("a.docx"), NOT_MEDIA), LeftFile(Path("b.txt"), NOT_MEDIA), LeftFile(Path("c.mp4"), EMPTY))
    assert selection_lines(Selection((), files)) == [
        "left alone:",
        "  c.mp4: empty",
        "  a.docx: not a video, audio or subtitle file",
        "  b.txt: not a video, audio or subtitle file",
        f"allowed are {allowed_suffixes()}",
    ]


def test_hundreds_of_a_folder_are_counted_by_suffix() -> None:
    names = [*(f"in/{number}.jpg" for number in range(300)), *(f"in/{number}.xmp" for number in range(40)), "in/README"]
    lines = selection_lines(Selection((), tuple(LeftFile(Path(name), NOT_MEDIA) for name in names)))
    assert lines[1] == (
        "  341 files (.jpg 300, .xmp 40, no suffix 1): not a video, audio or subtitle file, "
        "for example in/0.jpg, in/1.jpg, in/2.jpg"
    )
    assert len(lines) == 3


def test_of_many_suffixes_the_rare_ones_are_counted_together() -> None:
    files = tuple(LeftFile(Path(f"in/x.s{number}"), NOT_MEDIA) for number in range(20))
    assert "others 12)" in selection_lines(Selection((), files))[1]


def test_a_file_that_was_named_has_its_line_beside_hundreds_that_were_not() -> None:
    named = LeftFile(Path("notes.docx"), NOT_MEDIA, is_named=True)
    others = tuple(LeftFile(Path(f"in/{number}.jpg"), NOT_MEDIA) for number in range(300))
    lines = selection_lines(Selection((), (*others, named)))
    assert lines[1] == "  notes.docx: not a video, audio or subtitle file"
    assert lines[2].startswith("  300 files (.jpg 300)")
