"""media_signatures: each kind of media is known by its first bytes, with the suffix that it should have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.media.formats.first_bytes import MEDIA, OTHER
from vindex_search.contract.media_signatures import SHORT_SIGNATURES, SIGNATURES, fits_short_signature, media_suffix
from vindex_search.contract.media_types import MEDIA_SUFFIXES


@pytest.mark.parametrize(
    ("family", "suffix"),
    [
        ("mp4", ".mp4"),
        ("quicktime", ".mov"),
        ("matroska", ".mkv"),
        ("avi", ".avi"),
        ("long wave", ".wav"),
        ("ogg", ".ogg"),
        ("tagged sound", ".mp3"),
        ("mp3", ".mp3"),
        ("aac", ".aac"),
        ("transport stream", ".ts"),
        ("blu-ray", ".m2ts"),
        ("program stream", ".mpg"),
        ("wmv", ".wmv"),
    ],
)
def test_media_have_the_suffix_of_their_content(family: str, suffix: str) -> None:
    assert media_suffix(MEDIA[family]) == suffix


@pytest.mark.parametrize("head", OTHER, ids=range(len(OTHER)))
def test_other_content_has_none(head: bytes) -> None:
    assert media_suffix(head) is None


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif", b"crx "])
def test_a_picture_in_the_container_of_films_is_none(brand: bytes) -> None:
    assert media_suffix(b"\0\0\0\x18ftyp" + brand + bytes(20)) is None


@pytest.mark.parametrize("signature", SIGNATURES)
def test_every_signature_leads_to_a_suffix_that_is_indexed(signature: bytes) -> None:
    assert media_suffix(signature + bytes(20)) == SIGNATURES[signature]
    assert SIGNATURES[signature] in MEDIA_SUFFIXES


def test_short_signatures_count_only_with_their_suffix() -> None:
    assert set(SHORT_SIGNATURES) <= MEDIA_SUFFIXES
    assert fits_short_signature(b"\x0bw\x12\x34", ".ac3")
    assert not fits_short_signature(b"\x0bw\x12\x34", ".mp4")
    assert not fits_short_signature(b"no sound", ".ac3")


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(head: bytes) -> None:
    assert media_suffix(head) in {None, *MEDIA_SUFFIXES}
