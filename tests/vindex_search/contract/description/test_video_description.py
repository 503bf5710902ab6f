from __future__ import annotations

from typing import Any

import pytest

from vindex_search.contract.chapters import Chapter
from vindex_search.contract.description.video_description import NOTHING, VideoDescription, first_said


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " padded"},
        {"title": ""},
        {"title": "x" * 1000},
        {"text": "a\x00b"},
        {"people": ("Ada", "Ada")},
        {"recorded_at": "March"},
        {"source_url": "javascript:alert(1)"},
        {"language": "x" * 100},
        {"attributes": (("a=b", "c"),)},
        {"chapters": (Chapter("A", 0, 9), Chapter("B", 5, 10))},
    ],
    ids=str,
)
def test_what_was_not_cleaned_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"description|overlap"):
        VideoDescription(**fields)


def test_nothing_is_false() -> None:
    assert (bool(NOTHING), bool(VideoDescription(place="Graz"))) == (False, True)


def test_of_each_field_the_most_trusted_that_says_something_counts() -> None:
    own = VideoDescription(title="Own", attributes=(("camera", "A"),))
    other = VideoDescription(title="Other", people=("Li",), attributes=(("camera", "B"), ("take", "3")))
    found = first_said([own, other])
    assert (found.title, found.people, dict(found.attributes)) == ("Own", ("Li",), {"camera": "A", "take": "3"})


def test_attributes_are_values_of_a_filter() -> None:
    assert VideoDescription(attributes=(("camera", "A=1"),)).attribute_values() == ("camera=A=1",)
