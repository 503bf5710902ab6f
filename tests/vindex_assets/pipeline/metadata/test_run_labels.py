"""What a run says of its videos: short, inert, and right in its numbers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.foreign_text import HIDDEN_CATEGORIES, HOSTILE
from vindex_assets.pipeline.metadata.run_labels import (
    MAX_TITLE_CHARS,
    MAX_TITLES,
    REASON_TAG,
    SIZE_TAG,
    VIDEOS_TAG,
    RunVideo,
    run_labels,
)
from vindex_search.contract.records import UploadRecord


def video(name: str, reason: str = "new", size: int = 1) -> RunVideo:
    return RunVideo(UploadRecord("team--a-0123456789", "team", f"team/{name}.mp4", "1", size, ""), reason)


def test_one_video_is_named_and_many_are_counted() -> None:
    assert run_labels([]) == {}
    assert run_labels([video("sea/Low tide", size=1_234_567)]) == {
        VIDEOS_TAG: "Low tide",
        SIZE_TAG: "1.2 MB",
        REASON_TAG: "new",
    }
    many = [video(f"Talk {number}", "new" if number else "changed", size=10**8) for number in range(16)]
    assert run_labels(many) == {
        VIDEOS_TAG: "16: Talk 0, Talk 1, Talk 2 and 13 more",
        SIZE_TAG: "1.6 GB",
        REASON_TAG: "15 new, 1 changed",
    }
    assert run_labels(many[:3])[VIDEOS_TAG] == "3: Talk 0, Talk 1, Talk 2"


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (999_999, "1.0 MB"), (10**16, "10000 TB")]
)
def test_sizes_are_read_as_on_the_page(size: int, said: str) -> None:
    assert run_labels([video("a", size=size)])[SIZE_TAG] == said


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_no_title_hides_links_or_grows(names: list[str]) -> None:
    said = run_labels([video(name) for name in [*names, HOSTILE, "http://evil.example/x"]])[VIDEOS_TAG]
    assert len(said) <= MAX_TITLES * (MAX_TITLE_CHARS + 2) + len("99: ") + len(" and 99 more")
    assert not [one for one in said if unicodedata.category(one) in HIDDEN_CATEGORIES - {"Cf"}]
    assert "http://" not in said
