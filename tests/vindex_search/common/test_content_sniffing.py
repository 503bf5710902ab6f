"""content_sniffing: media are recognised by their first bytes, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.media.formats.first_bytes import MEDIA, OTHER
from vindex_search.common.content_sniffing import HEAD_BYTES, describe_content, has_media_signature, is_media
from vindex_search.contract.media_types import MEDIA_SUFFIXES


def test_every_real_clip_is_media(media: Path) -> None:
    clips = [path for path in media.rglob("*") if path.suffix in MEDIA_SUFFIXES and path.name != "not_a_video.mp4"]
    assert len(clips) > 30
    heads = {path.name: path.read_bytes()[:HEAD_BYTES] for path in clips}
    assert [name for name, head in heads.items() if not is_media(head)] == []


@pytest.mark.parametrize("family", MEDIA)
def test_each_family_of_media_has_its_signature(family: str) -> None:
    assert has_media_signature(MEDIA[family])
    assert is_media(MEDIA[family])


@pytest.mark.parametrize(("head", "kind"), OTHER.items(), ids=range(len(OTHER)))
def test_other_content_is_no_media_and_is_described(head: bytes, kind: str) -> None:
    assert not is_media(head)
    assert not has_media_signature(head)
    assert kind in describe_content(head)
