from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.description import cleaned
from vindex_search.contract.description.video_description import VideoDescription

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)


@given(JSON)
def test_whatever_a_file_holds_makes_a_valid_description(value: object) -> None:
    VideoDescription(
        title=cleaned.line(value, cleaned.MAX_TITLE_LENGTH),
        text=cleaned.paragraphs(value),
        people=cleaned.names(value),
        place=cleaned.line(value),
        source_url=cleaned.url(value),
        attributes=cleaned.attributes(value),
    )


def test_a_line_has_no_breaks_controls_or_surrogates() -> None:
    assert cleaned.line(" A\r\n\ttalk\x1b[2J \ud800end\0 ") == "A talk [2J end"


def test_a_long_text_keeps_its_beginning() -> None:
    assert cleaned.line("x" * 500) == "x" * (cleaned.MAX_NAME_LENGTH - 1) + "…"


def test_paragraphs_keep_their_lines() -> None:
    assert cleaned.paragraphs("One.\r\n\r\n\r\n Two  words.\n") == "One.\n\nTwo words."


def test_names_are_those_of_texts_and_of_objects_that_name_somebody() -> None:
    assert cleaned.names(["Ada", {"name": "Li"}, "Ada", None, {"role": "x"}, ["y"]]) == ("Ada", "Li")


def test_one_name_is_a_list_of_one() -> None:
    assert cleaned.names("Ada") == ("Ada",)


def test_attributes_are_texts_by_name() -> None:
    said = {"camera": "B", "take": 3, "ok": True, "list": ["a", "b"], "none": None, "deep": {"a": 1}, "a=b": "c"}
    assert cleaned.attributes(said) == (("camera", "B"), ("take", "3"), ("ok", "yes"), ("list", "a, b"))


def test_only_addresses_on_the_web_are_addresses() -> None:
    given_urls = ["https://a.example/x", "javascript:alert(1)", "file:///etc/passwd", "https://a b", "//a", 7]
    assert [cleaned.url(one) for one in given_urls] == ["https://a.example/x", None, None, None, None, None]
