"""compare: two files, bit by bit, and in what they differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.pipeline.replay import compare
from vindex_assets.pipeline.replay.compare import compare_files, first_difference, stamp_differences
from vindex_search.storage.stamp import Stamp


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_the_first_difference_is_where_one_begins(tmp_path_factory: pytest.TempPathFactory, a: bytes, b: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "CHUNK_BYTES", 8)
        at = first_difference(written(folder, "a", a), written(folder, "b", b))
    assert (at is None) == (a == b)
    if at is not None:
        assert a[:at] == b[:at]
        assert a[at : at + 1] != b[at : at + 1]


def test_a_file_that_is_missing_on_one_side_is_named(tmp_path: Path) -> None:
    there = written(tmp_path, "a.flac", b"x")
    assert compare_files("a.flac", None, there).differences == ("a.flac: absent stored, there now",)
    assert compare_files("a.flac", there, None).differences == ("a.flac: absent now, there stored",)
    assert compare_files("a.flac", None, None).is_identical


def test_the_fields_of_json_that_differ_are_named(tmp_path: Path) -> None:
    one, other = written(tmp_path, "1.json", b'{"a": 1, "b": "x"}'), written(tmp_path, "2.json", b'{"a": 2, "c": []}')
    assert compare_files("video.json", one, other).differences == (
        "video.json: a: 1 stored, 2 now",
        "video.json: b: x stored, absent now",
        "video.json: c: absent stored, [] now",
    )


def test_the_same_content_in_other_bytes_is_said_so(tmp_path: Path) -> None:
    one, other = written(tmp_path, "1.json", b'{"a": 1}'), written(tmp_path, "2.json", b'{"a":1}')
    found = compare_files("video.json", one, other)
    assert not found.is_identical
    assert found.differences == ("video.json: the same content, written otherwise from byte 5 on",)


def test_stamps_tell_code_model_and_inputs_apart() -> None:
    before = Stamp((("frames", "a"), ("setting x", "1")), "3", "m1")
    after = Stamp((("frames", "b"), ("setting x", "1")), "4", "m2", note={"ignored": 1})
    assert list(stamp_differences(before, after)) == [
        "code version: 3 stored, 4 now",
        "model: m1 stored, m2 now",
        "made from frames: a stored, b now",
    ]
