from __future__ import annotations

from typing import Any

import pytest

from vindex_assets.media.descriptions.limits import NoDescription, UnreadableDescription
from vindex_assets.media.descriptions.talk_fields import FIELDS, json_schema
from vindex_assets.media.descriptions.talk_file import describe_talk
from vindex_search.contract.chapters import Chapter

EXAMPLE: dict[str, Any] = {name: one.example for name, one in FIELDS.items()}


def test_every_field_of_the_schema_fills_its_own() -> None:
    said, refused = describe_talk(EXAMPLE, 300.0)
    assert refused == ()
    assert said.title == "Baking at altitude"
    assert said.text == "How to adjust."
    assert said.people == ("Ada Bauer", "Li Wei")
    assert said.recorded_at == "2026-03-01T14:30:00+01:00"
    assert (said.place, said.source_url, said.language) == ("Innsbruck", "https://example.org/talks/7", "en")
    assert said.tags == ("baking",)
    assert said.chapters == (Chapter("Flour", 90.0, 300.0),)
    assert said.attributes == (("camera", "B"), ("event", "Camp 7"))


def test_fields_of_other_names_are_attributes() -> None:
    said, _ = describe_talk({"title": "Bread", "room": "A1", "take": 2}, 300.0)
    assert said.attributes == (("room", "A1"), ("take", "2"))


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("wrong", [{"deep": {"er": []}}, [[["x"]]], [{}]], ids=str)
def test_a_wrong_value_costs_its_own_field_and_is_named(name: str, wrong: object) -> None:
    other = "place" if name == "title" else "title"
    said, refused = describe_talk({other: "Bread", name: wrong}, 300.0)
    assert "Bread" in (said.title, said.place)
    assert refused == (name,)


def test_a_time_that_is_none_is_named() -> None:
    assert describe_talk({"title": "Bread", "recorded_at": "some day"}, 300.0)[1] == ("recorded_at",)


@pytest.mark.parametrize("document", [{}, {"points": []}, {"version": 1}], ids=str)
def test_json_of_something_else_is_passed_over(document: dict[str, Any]) -> None:
    with pytest.raises(NoDescription, match="none of the fields"):
        describe_talk(document, 300.0)


@pytest.mark.parametrize("document", [[], "x", 7, None])
def test_what_has_no_fields_is_unreadable(document: object) -> None:
    with pytest.raises(UnreadableDescription, match="no object"):
        describe_talk(document, 300.0)


def test_the_example_fits_the_schema() -> None:
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(EXAMPLE, json_schema())
