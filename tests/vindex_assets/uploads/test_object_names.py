from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.object_keys import CASES, Case, every_key
from vindex_assets.uploads.object_names import is_draft, is_sidecar_of, is_utf8, printable, stem_of, video_identity
from vindex_search.contract.ids import VIDEO_ID_PATTERN


@pytest.mark.parametrize(
    ("sidecar", "is_its_own"),
    [
        ("t/talk.vtt", True),
        ("t/talk.en.vtt", True),
        ("t/talk.pt-BR.srt", True),
        ("t/talk.\u0130.VTT", True),
        ("t/talk.part.two.vtt", False),
        ("t/talk2.vtt", False),
        ("u/talk.vtt", False),
        ("t//talk.vtt", False),
    ],
)
def test_which_sidecar_belongs_to_a_video(sidecar: str, is_its_own: bool) -> None:
    assert is_sidecar_of(sidecar, video_key="t/talk.mp4") == is_its_own


@pytest.mark.parametrize(
    "key",
    [
        "t/.talk.mp4.Xk29aQ",
        "t/.talk.mp4",
        "t/.rsync-partial/talk.mp4",
        "t/.syncthing.talk.mp4.tmp",
        "t/._talk.mp4",
        "t/~syncthing~talk.mp4",
        "t/~$talk.mp4",
        "t/talk.mp4.download/talk.mp4",
        "t/...mp4",
        "t/folder.mp4/",
    ],
)
def test_drafts_are_known_by_their_names(key: str) -> None:
    assert is_draft(key)


@pytest.mark.parametrize(
    "key", ["t/talk.mp4", "t/a~b.mp4", "t/downloads/talk.mp4", "t/talk.download.mp4", "t/../x.mp4"]
)
def test_and_others_are_none(key: str) -> None:
    assert not is_draft(key)


@every_key
def test_the_identity_of_awkward_keys(case: Case) -> None:
    if case.fate == "refused":
        with pytest.raises(ValueError, match=case.reason):
            video_identity("b", case.key)
    else:
        video_id, workspace = video_identity("b", case.key)
        assert VIDEO_ID_PATTERN.fullmatch(video_id)
        assert workspace == "team"


def test_no_two_of_them_are_one_video() -> None:
    taken = [case.key for case in CASES.values() if case.fate == "taken"]
    assert len({video_identity("b", key) for key in taken}) == len(taken)


@given(st.binary(max_size=20))
def test_a_name_that_is_not_utf_8_is_refused_in_words_that_can_be_written(name: bytes) -> None:
    key = f"t/{name.decode(errors='surrogateescape')}.mp4"
    if is_utf8(key):
        assert printable(key) == key
    else:
        with pytest.raises(ValueError, match="UTF-8") as refused:
            video_identity("b", key)
        assert str(refused.value).encode()


@given(st.text())
def test_a_stem_is_what_a_key_begins_with(key: str) -> None:
    assert key.startswith(stem_of(key))
