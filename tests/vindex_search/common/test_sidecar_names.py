from __future__ import annotations

import pytest

from vindex_search.common.sidecar_names import sidecar_stems


@pytest.mark.parametrize(
    ("sidecar", "is_its_own"),
    [
        ("t/talk.json", True),
        ("t/talk.YAML", True),
        ("t/talk.yml", True),
        ("t/talk.nfo", True),
        ("t/talk.info.json", True),
        ("t/talk.INFO.json", True),
        ("t/talk.en.vtt", True),
        ("t/talk.en.json", False),
        ("t/talk.live_chat.json", False),
        ("t/talk2.json", False),
        ("u/talk.json", False),
    ],
)
def test_which_file_belongs_to_a_video(sidecar: str, is_its_own: bool) -> None:
    assert ("t/talk" in sidecar_stems(sidecar)) == is_its_own


def test_a_video_whose_own_name_ends_like_yt_dlps() -> None:
    assert sidecar_stems("t/talk.info.json") == {"t/talk.info", "t/talk"}
