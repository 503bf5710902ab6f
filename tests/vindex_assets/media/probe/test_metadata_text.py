"""metadata_text: what a container says of itself is kept as people wrote it, and cut where nobody did."""

from __future__ import annotations

from vindex_assets.media.probe.metadata_text import MAX_TAG_LENGTH, MAX_TAGS, language_tag, short_tags, short_title


def test_a_title_that_people_wrote_is_kept() -> None:
    assert [short_title(each) for each in ("Director's commentary", "x" * 300, "", None)] == [
        "Director's commentary",
        "x" * 300,
        None,
        None,
    ]


def test_a_title_of_megabytes_is_cut() -> None:
    assert short_title("ab" * 1_000_000) == "ab" * 149 + "a…"


def test_tags_are_few_and_short() -> None:
    tags = short_tags({"comment": "x" * 10**6, **{f"tag {n}": "y" for n in range(10**5)}})
    assert len(tags) == MAX_TAGS
    assert len(tags["comment"]) == MAX_TAG_LENGTH
    assert short_tags({"title": "Talk"}) == {"title": "Talk"}


def test_a_language_is_a_tag_of_one() -> None:
    assert [language_tag(each) for each in ("de", "und", None, "", "x" * 36)] == ["de", None, None, None, None]
