from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vindex_search.contract import ids

KEYS = st.text(min_size=1, max_size=200)
WORKSPACES = st.from_regex(ids.WORKSPACE_PATTERN, fullmatch=True).filter(lambda name: "--" not in name)


@given(WORKSPACES, KEYS)
@example("team-", "-x-.mp4")
@example("a" * 40 + "-", "x.mp4")
def test_a_video_id_gives_back_its_workspace(workspace: str, name: str) -> None:
    assert ids.validate_workspace(workspace) == workspace
    assert ids.workspace_of_video(ids.video_id("bucket", f"{workspace}/{name}")) == workspace


@pytest.mark.parametrize(
    "name", ["", "a--b", "team--", "-a", "Team", "a_b", "a b", "a/b", "..", "a\n", "\na", "é", "٣", "a" * 42]
)
def test_what_is_no_workspace_is_named_with_what_is_allowed(name: str) -> None:
    sentence = f"workspace {name!r} is not valid; allowed are a-z, 0-9 and single '-', none in front, at most 41"
    with pytest.raises(ValueError, match=re.escape(sentence)):
        ids.validate_workspace(name)
    assert not ids.is_workspace(name)


@given(st.text("ab-0/A\n٣", max_size=44))
def test_only_a_valid_workspace_has_videos(name: str) -> None:
    if ids.is_workspace(name):
        assert ids.workspace_of(f"{name}/x.mp4") == name
    elif not ids.is_workspace(name.partition("/")[0]):
        with pytest.raises(ValueError, match="does not begin with a workspace"):
            ids.workspace_of(f"{name}/x.mp4")


@given(KEYS)
def test_every_object_key_gets_an_id_that_dagster_and_paths_can_take(name: str) -> None:
    identifier = ids.video_id("bucket", f"team-a/{name}")
    assert ids.VIDEO_ID_PATTERN.fullmatch(identifier)
    assert re.fullmatch(r"[a-z0-9-]+", identifier)
    assert ids.workspace_of_video(identifier) == "team-a"


@given(KEYS, KEYS)
def test_two_keys_never_share_an_id(one: str, other: str) -> None:
    same = ids.video_id("b", f"a/{one}") == ids.video_id("b", f"a/{other}")
    assert same == (one == other)


def test_keys_that_slug_alike_stay_apart() -> None:
    assert ids.video_id("b", "a/Talk 1.mp4") != ids.video_id("b", "a/talk-1.mp4")


def test_the_bucket_is_part_of_the_identity() -> None:
    assert ids.video_id("b1", "a/x.mp4") != ids.video_id("b2", "a/x.mp4")


@pytest.mark.parametrize("key", ["x.mp4", "/x.mp4", "Team/x.mp4", "-a/x.mp4", "a--b/x.mp4", f"{'a' * 42}/x.mp4", ""])
def test_a_key_without_a_workspace_is_refused_by_name(key: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(key))):
        ids.workspace_of(key)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Über Größe.mp4", "uber-groe"),
        ("日本.mp4", "video"),
        ("a/b/My Talk (1).mkv", "my-talk-1"),
        ("....mp4", "video"),
    ],
)
def test_slug(name: str, slug: str) -> None:
    assert ids.slug(name) == slug


def test_a_point_id_is_a_uuid_that_depends_on_every_part() -> None:
    base = ids.point_id("v", "speech", "1")
    assert uuid.UUID(base).version == 5
    assert base == ids.point_id("v", "speech", "1")
    others = {
        ids.point_id("w", "speech", "1"),
        ids.point_id("v", "screen", "1"),
        ids.point_id("v", "speech", "2"),
    }
    assert base not in others
    assert len(others) == 3


def test_what_is_no_video_id_is_named() -> None:
    with pytest.raises(ValueError, match=r"'\.\./\.\./etc'"):
        ids.workspace_of_video("../../etc")


@pytest.mark.parametrize(
    ("key", "tags"),
    [
        ("team/x.mp4", []),
        ("team/lectures/x.mp4", ["lectures"]),
        ("team/Größe, 1/week 2/x.mp4", ["Größe, 1", "week 2"]),
        ("team/a/b/a/x.mp4", ["a", "b"]),
        ("team//x.mp4", []),
    ],
)
def test_the_folders_below_the_workspace_are_tags(key: str, tags: list[str]) -> None:
    assert ids.tags_of(key) == tags
