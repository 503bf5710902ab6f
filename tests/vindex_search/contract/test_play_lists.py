"""play_lists: every kind is known by its first bytes, wherever they are put; media are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.media.formats.first_bytes import MEDIA
from tests.support.media.formats.play_lists import CONCAT, DASH, HLS, PLAY_LISTS, behind_id3, in_ebml_void, in_free_box
from vindex_search.contract.play_lists import ID3_HEADER_BYTES, id3_tag_bytes, play_list_kind


@pytest.mark.parametrize(("head", "kind"), PLAY_LISTS.items(), ids=range(len(PLAY_LISTS)))
def test_each_kind_is_known(head: bytes, kind: str) -> None:
    assert play_list_kind(head) == kind


@pytest.mark.parametrize(
    "disguise",
    [
        lambda head: b"\xef\xbb\xbf" + head,
        lambda head: b"\xff\xfe" + head.decode().encode("utf-16-le"),
        lambda head: b"\xfe\xff" + head.decode().encode("utf-16-be"),
        lambda head: b"\r\n\t " + head,
        lambda head: head + bytes(5000) + MEDIA["matroska"],
        lambda head: head + b"\n" * 8000,
        bytes.upper,
        behind_id3,
        lambda head: behind_id3(behind_id3(head)),
    ],
)
def test_no_disguise_hides_one(disguise: Callable[[bytes], bytes]) -> None:
    assert play_list_kind(disguise(HLS)) == "HLS or M3U"


@pytest.mark.parametrize("container", [in_free_box, in_ebml_void])
@pytest.mark.parametrize("head", [DASH, b"\n" + HLS, CONCAT])
def test_one_inside_the_head_of_a_container_is_known(container: Callable[[bytes], bytes], head: bytes) -> None:
    assert play_list_kind(container(head)) is not None


@pytest.mark.parametrize("family", MEDIA)
def test_media_are_none(family: str) -> None:
    assert play_list_kind(MEDIA[family]) is None


@pytest.mark.parametrize(
    "head", [b"", b"no video", b"WEBVTT\n\n", b"YUV4MPEG2 W64 H64\nFRAME\n", b"#!AMR\n", b"NIST_1A\n"]
)
def test_other_text_is_none(head: bytes) -> None:
    assert play_list_kind(head) is None


def test_text_behind_a_zero_byte_is_what_a_film_holds() -> None:
    assert play_list_kind(b"\0\0\0\x20ftypisom" + HLS) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(head: bytes) -> None:
    assert play_list_kind(head) in {None, "HLS", *PLAY_LISTS.values(), "Real", "RTP dump", "IMF"}
    assert id3_tag_bytes(head) >= 0


def test_the_length_of_a_tag_counts_its_header_and_its_footer() -> None:
    assert id3_tag_bytes(b"TAG" + bytes(20)) == 0
    assert id3_tag_bytes(behind_id3(b"", 200)) == ID3_HEADER_BYTES + 200
    assert id3_tag_bytes(b"ID3\x04\0\x10\0\0\0\x05") == 2 * ID3_HEADER_BYTES + 5
