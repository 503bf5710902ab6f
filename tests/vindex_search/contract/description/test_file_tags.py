from __future__ import annotations

import pytest

from vindex_search.contract.description.file_tags import description_of_file
from vindex_search.contract.description.video_description import NOTHING

PHONE = {
    "creation_time": "2026-03-01T13:30:00.000000Z",
    "com.apple.quicktime.creationdate": "2026-03-01T14:30:00+0100",
    "com.apple.quicktime.location.ISO6709": "+47.2692+011.4041+574/",
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 15",
    "title": "Untitled project",
}


def test_a_phone_says_when_where_and_with_what() -> None:
    said = description_of_file(PHONE)
    assert said.recorded_at == "2026-03-01T14:30:00+01:00"
    assert said.place == "+47.2692+011.4041+574/"
    assert dict(said.attributes) == {"make": "Apple", "model": "iPhone 15"}


def test_a_title_inside_the_file_is_not_taken() -> None:
    assert description_of_file(PHONE).title is None


@pytest.mark.parametrize(
    ("tags", "recorded"),
    [
        ({"creation_time": "2026-03-01T13:30:00.000000Z"}, "2026-03-01T13:30:00+00:00"),
        ({"DATE_RECORDED": "2026-03-01"}, "2026-03-01"),  # Matroska
        ({"creation_time": "1904-01-01T00:00:00.000000Z"}, None),
        ({"creation_time": "1970-01-01T00:00:00.000000Z"}, None),
        ({"creation_time": "soon"}, None),
        (
            {"com.apple.quicktime.creationdate": "?", "creation_time": "2026-03-01T13:30:00Z"},
            "2026-03-01T13:30:00+00:00",
        ),
    ],
)
def test_the_first_clock_that_was_set_counts(tags: dict[str, str], recorded: str | None) -> None:
    assert description_of_file(tags).recorded_at == recorded


def test_tags_of_an_encoder_say_nothing() -> None:
    assert description_of_file({"encoder": "Lavf61", "major_brand": "isom"}) == NOTHING
