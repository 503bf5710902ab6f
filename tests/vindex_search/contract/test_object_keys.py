from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.ids import VIDEO_ID_PATTERN, video_id
from vindex_search.contract.object_keys import MAX_KEY_BYTES, object_key


@pytest.mark.parametrize(
    "name", ["talk.mp4", "a, b (1).mp4", "Größe 日本.mp4", "lectures/week 1/talk.mp4", "a...mp4", "x" * 251 + ".mp4"]
)
def test_a_name_is_kept_letter_for_letter(name: str) -> None:
    assert object_key("team", name) == f"team/{name}"


@pytest.mark.parametrize(
    ("workspace", "name", "says"),
    [
        ("team", "../x.mp4", "has the part '..'"),
        ("team", "a/../../x.mp4", "has the part '..'"),
        ("team", "./x.mp4", "has the part '.'"),
        ("team", "/etc/x.mp4", "has an empty part"),
        ("team", "a//x.mp4", "has an empty part"),
        ("team", "a/", "has an empty part"),
        ("team", "", "has an empty part"),
        ("team", ".x.mp4", "hidden part '.x.mp4'"),
        ("team", ".git/x.mp4", "hidden part '.git'"),
        ("team", "a\nb.mp4", "holds a control character"),
        ("team", "a\0.mp4", "holds a control character"),
        ("team", "a\x7f.mp4", "holds a control character"),
        ("team", "\ud800.mp4", "half a character"),
        ("team", "d/" * 512 + "x.mp4", f"allowed are {MAX_KEY_BYTES}"),
        ("team", "ü" * 126 + ".mp4", "has 256 bytes; allowed are 255"),
        ("Team", "x.mp4", "workspace 'Team' is not valid"),
        ("a--b", "x.mp4", "workspace 'a--b' is not valid"),
        ("", "x.mp4", "workspace '' is not valid"),
        ("team/..", "x.mp4", "holds a slash"),
        ("..", "x.mp4", "workspace '..' is not valid"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(workspace: str, name: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        object_key(workspace, name)


@given(st.text(max_size=40))
def test_whatever_is_taken_stays_in_its_workspace_and_has_an_id(name: str) -> None:
    try:
        key = object_key("team", name)
    except ValueError:
        return
    assert key.startswith("team/")
    assert not {".", "..", ""} & set(key.split("/"))
    assert VIDEO_ID_PATTERN.fullmatch(video_id("b", key))
