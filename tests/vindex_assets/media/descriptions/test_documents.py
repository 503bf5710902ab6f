from __future__ import annotations

import pytest

from vindex_assets.media.descriptions.documents import read_json, read_yaml
from vindex_assets.media.descriptions.limits import UnreadableDescription

STEPS = zip("abcdefgh", "bcdefghi", strict=True)
BOMB = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in STEPS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_json_and_yaml_are_read_in_each_encoding(encoding: str) -> None:
    assert read_json('{"title": "Bäcker"}'.encode(encoding)) == {"title": "Bäcker"}
    assert read_yaml("title: Bäcker".encode(encoding)) == {"title": "Bäcker"}


def test_values_of_yaml_are_as_they_are_written() -> None:
    text = b"recorded_at: 2026-03-01 14:30:00\nlanguage: no\nplace: 0x10\nstart: 1:30\n"
    assert read_yaml(text) == {"recorded_at": "2026-03-01 14:30:00", "language": "no", "place": "0x10", "start": "1:30"}


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"{'a': 1}", b"\x00\x01", b"[" * 1_000_000, b'{"a": ' * 200_000, b'{"a": 1' + b"1" * 10_000 + b"}"],
    ids=["empty", "cut off", "Python", "binary", "deep list", "deep object", "long number"],
)
def test_what_is_no_json_is_unreadable(document: bytes) -> None:
    with pytest.raises(UnreadableDescription):
        read_json(document)


@pytest.mark.parametrize(
    "document",
    [
        *(BOMB.encode(), b"a: &a [*a]", b"[" * 10_000, b"- " * 10_000, b"a: b: c", b"\t", b"x" * 300_000, b"\x00"),
        *(b"a: 1\n---\nb: 2", b"? {a: 1}\n: b", b"%YAML 9.9\n---\na", b'"\\ud800"' * 3),
    ],
    ids=str,
)
def test_what_is_no_plain_yaml_is_unreadable(document: bytes) -> None:
    with pytest.raises(UnreadableDescription):
        read_yaml(document)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['true']", "!!binary aGk=", "!mine x"])
def test_types_of_its_own_make_nothing_but_texts(tag: str) -> None:
    assert str(type(read_yaml(f"title: {tag}".encode())["title"])) in ("<class 'str'>", "<class 'list'>")
