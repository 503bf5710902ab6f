from __future__ import annotations

import json

import pytest

from vindex_assets.media.descriptions.reading import LIBRARY, OWN, PLATFORM, DescriptionReading, read_description

TALK = b'{"title": "Bread"}'
INFO = b'{"title": "Bread", "extractor": "youtube", "chapters": [{"title": "Flour", "start_time": 0}]}'


@pytest.mark.parametrize(
    ("name", "data", "rank"),
    [
        ("talk.json", TALK, OWN),
        ("talk.yaml", b"title: Bread", OWN),
        ("talk.YML", b"title: Bread", OWN),
        ("talk.nfo", b"<movie><title>Bread</title></movie>", LIBRARY),
        ("talk.info.json", INFO, PLATFORM),
        ("talk.json", INFO, PLATFORM),  # by what is in it
        ("talk.info.json", TALK, OWN),
    ],
)
def test_each_format_gives_a_description(name: str, data: bytes, rank: int) -> None:
    reading = read_description(data, name, 60.0)
    assert (reading.description.title, reading.rank, reading.notes) == ("Bread", rank, ())


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("talk.json", b"{", "description_unreadable"),
        ("talk.json", b'{"fps": 25}', "description_passed_over"),
        ("talk.nfo", b"RELEASED BY", "description_passed_over"),
        ("talk.yaml", b"title: Bread\nrecorded_at: soon", "description_partly_read"),
    ],
)
def test_a_file_that_gives_less_has_a_note(name: str, data: bytes, code: str) -> None:
    assert [note.code for note in read_description(data, name, 60.0).notes] == [code]


def test_a_reading_passes_through_json() -> None:
    reading = read_description(INFO, "talk.info.json", 60.0)
    assert DescriptionReading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading
