"""The chapters that a file has itself."""

from __future__ import annotations

from typing import Any

import pytest

from vindex_assets.chapters.file_chapters import read_file_chapters
from vindex_search.contract.chapters import Chapter


def chapter(title: object, start_s: object) -> dict[str, Any]:
    return {"title": title, "start_s": start_s, "end_s": 0.0}


def test_titles_with_their_starts_cover_the_film() -> None:
    manifest = {"chapters": [chapter("Mix", 2.0), chapter("Bake", 40.0)]}

    assert read_file_chapters(manifest, 60.0) == (Chapter("Mix", 2.0, 40.0), Chapter("Bake", 40.0, 60.0))


@pytest.mark.parametrize("listed", [None, "Mix", [], [None], [chapter(None, 1.0)], [chapter("Mix", "1")]])
def test_a_manifest_without_chapters_has_none(listed: object) -> None:
    assert read_file_chapters({"chapters": listed}, 60.0) == ()


def test_an_older_manifest_has_none() -> None:
    assert read_file_chapters({}, 60.0) == ()


def test_numbers_name_nothing() -> None:
    manifest = {"chapters": [chapter("Chapter 01", 0.0), chapter("00:00:40.000", 40.0)]}

    assert read_file_chapters(manifest, 60.0) == ()


def test_a_numbered_chapter_beside_a_named_one_is_kept() -> None:
    manifest = {"chapters": [chapter("Chapter 1", 0.0), chapter("Baking", 40.0)]}

    assert [one.title for one in read_file_chapters(manifest, 60.0)] == ["Chapter 1", "Baking"]
