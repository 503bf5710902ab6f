from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.ids import VIDEO_ID_PATTERN, video_id
from vindex_search.contract.object_keys import MAX_KEY_BYTES, object_key


@pytest.mark.parametrize(
    "name",
    [
        *("talk.mp4", "a, b (1).mp4", "Größe 日本.mp4", "שלום\u200f می\u200cخواهم.mp4"),
        *("lectures/week 1/talk.mp4", "a...mp4", "x" * 251 + ".mp4"),
    ],
)
def test_a_name_is_kept_unchanged(name: str) -> None:
    assert object_key("team", name) == f"team/{name}"


@pytest.mark.parametrize(
    ("workspace", "name", "says"),
    [
        ("team", "../x.mp4", "has the path segment '..'"),
        ("team", "a/../../x.mp4", "has the path segment '..'"),
        ("team", "./x.mp4", "has the path segment '.'"),
        ("team", "/etc/x.mp4", "has an empty path segment"),
        ("team", "a//x.mp4", "has an empty path segment"),
        ("team", "a/", "has an empty path segment"),
        ("team", "", "has an empty path segment"),
        ("team", ".x.mp4", "hidden path segment '.x.mp4'"),
        ("team", ".git/x.mp4", "hidden path segment '.git'"),
        ("team", "a\nb.mp4", "contains a control character"),
        ("team", "a\0.mp4", "contains a control character"),
        ("team", "a\x7f.mp4", "contains a control character"),
        ("team", "a\u202egpj.mp4", "contains U+202E, which turns the writing direction"),
        ("team", "a\u2066/b.mp4", "contains U+2066"),
        ("team", "a\u2028b.mp4", "contains U+2028"),
        ("team", "\ud800.mp4", "lone surrogate"),
        ("team", "d/" * 512 + "x.mp4", f"allowed are {MAX_KEY_BYTES}"),
        ("team", "ü" * 126 + ".mp4", "has 256 bytes; allowed are 255"),
        ("Team", "x.mp4", "workspace 'Team' is not valid"),
        ("a--b", "x.mp4", "workspace 'a--b' is not valid"),
        ("", "x.mp4", "workspace '' is not valid"),
        ("team/..", "x.mp4", "contains a slash"),
        ("..", "x.mp4", "workspace '..' is not valid"),
    ],
)
def test_a_malformed_name_is_refused(workspace: str, name: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        object_key(workspace, name)


@given(st.text(max_size=40))
def test_an_accepted_name_stays_in_its_workspace_and_has_a_video_id(name: str) -> None:
    try:
        key = object_key("team", name)
    except ValueError:
        return
    assert key.startswith("team/")
    assert not {".", "..", ""} & set(key.split("/"))
    assert VIDEO_ID_PATTERN.fullmatch(video_id("b", key))
