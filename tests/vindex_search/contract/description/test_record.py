from __future__ import annotations

import json
from dataclasses import replace

import pytest

from vindex_search.contract.chapters import Chapter
from vindex_search.contract.description.record import DescriptionRecord, sidecars_description
from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.contract.notes import Note
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.records import UploadRecord

SIDECARS = (("team/talk.json", "v1"),)
SAID = VideoDescription(
    title="Bread",
    text="How.\n\nWhy.",
    people=("Ada",),
    recorded_at="2026-03-01T14:30:00+01:00",
    place="Graz",
    source_url="https://example.org/7",
    language="en",
    tags=("baking",),
    attributes=(("camera", "B"),),
    chapters=(Chapter("Flour", 0, 10.5),),
)
RECORD = DescriptionRecord(SIDECARS, SAID, (Note("description_partly_read", "some"),))
UPLOAD = UploadRecord("team--talk-0123456789", "team", "team/talk.mp4", "v", 1, "2026-01-01T00:00:00+00:00", SIDECARS)


def test_a_record_is_read_as_it_was_written() -> None:
    assert DescriptionRecord.from_json(RECORD.to_json()) == RECORD


def test_a_record_that_breaks_a_bound_is_damaged() -> None:
    values = json.loads(RECORD.to_json())
    values["description"]["title"] = "x" * 1000
    with pytest.raises(DamagedRecord, match="title"):
        DescriptionRecord.from_json(json.dumps(values).encode())


def test_subtitles_are_no_part_of_what_it_was_read_from() -> None:
    with_subtitles = replace(UPLOAD, sidecars=(*SIDECARS, ("team/talk.srt", "v1")))
    assert RECORD.is_of(with_subtitles)


@pytest.mark.parametrize("sidecars", [(), (("team/talk.json", "v2"),), (("team/talk.yaml", "v1"),)])
def test_other_files_are_to_be_read_again(sidecars: tuple[tuple[str, str], ...]) -> None:
    assert not RECORD.is_of(replace(UPLOAD, sidecars=sidecars))


def test_files_of_another_reader_are_to_be_read_again() -> None:
    assert not replace(RECORD, reader=0).is_of(UPLOAD)


def test_a_changed_file_says_what_it_said_until_it_is_read() -> None:
    assert sidecars_description(RECORD, replace(UPLOAD, sidecars=(("team/talk.json", "v2"),))) == SAID


def test_files_that_were_removed_say_nothing() -> None:
    assert sidecars_description(RECORD, replace(UPLOAD, sidecars=(("team/talk.srt", "v2"),))) == NOTHING
