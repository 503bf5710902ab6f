"""Compares what was made again with what is stored: bit by bit, and where that differs, in what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vindex_assets.pipeline.replay.table_differences import table_differences
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

CHUNK_BYTES: Final = 1 << 20
MAX_VALUE_LENGTH: Final = 80  # characters of a value in a sentence
ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True)
class FileComparison:
    """One file of an artefact: whether it has the same bytes, and if not, in what it differs."""

    name: str
    is_identical: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArtefactComparison:
    """An artefact that was made again, and the stored one.

    Attributes:
        asset: Name of the asset.
        made_from: In what the inputs differ, by their stamps: code version, model, settings, upstream artefacts.
        identical: The files that are the same, bit by bit.
        differences: In what the others differ, a line each.
    """

    asset: str
    made_from: tuple[str, ...]
    identical: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether all files are the same, bit by bit."""
        return not self.differences


def stamp_differences(before: Stamp, after: Stamp) -> Iterator[str]:
    """In what two artefacts were made from other things."""
    if before.code_version != after.code_version:
        yield f"code version: {before.code_version} stored, {after.code_version} now"
    if before.model != after.model:
        yield f"model: {before.model or 'none'} stored, {after.model or 'none'} now"
    yield from _value_differences(dict(before.inputs), dict(after.inputs), prefix="made from ")


def compare_artefact(before: Store, after: Store, video_id: str, name: str) -> FileComparison:
    """Compare one file of a video in two stores."""
    with ExitStack() as opened:
        paths: list[Path | None] = []
        for store in (before, after):
            try:
                paths.append(opened.enter_context(store.local_path(video_id, name)))
            except FileNotFoundError:
                paths.append(None)
        return compare_files(name, paths[0], paths[1])


def compare_files(name: str, before: Path | None, after: Path | None) -> FileComparison:
    """Compare two files, of which either may be absent."""
    if before is None and after is None:
        return FileComparison(name, is_identical=True)
    if before is None or after is None:
        missing, there = ("stored", "now") if before is None else ("now", "stored")
        return FileComparison(name, is_identical=False, differences=(f"{name}: {ABSENT} {missing}, there {there}",))
    at = first_difference(before, after)
    if at is None:
        return FileComparison(name, is_identical=True)
    found = tuple(_differences(before, after)) or (f"the same content, written otherwise from byte {at} on",)
    return FileComparison(name, is_identical=False, differences=tuple(f"{name}: {line}" for line in found))


def first_difference(before: Path, after: Path) -> int | None:
    """The first byte in which two files differ; None where they are the same."""
    position = 0
    with before.open("rb") as one, after.open("rb") as other:
        while True:
            left, right = one.read(CHUNK_BYTES), other.read(CHUNK_BYTES)
            if left != right:
                pairs = enumerate(zip(left, right, strict=False))
                return position + next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
            if not left:
                return None
            position += len(left)


def _differences(before: Path, after: Path) -> Iterator[str]:
    """In what two files with other bytes differ."""
    if before.suffix == ".parquet":
        yield from table_differences(before, after)
        yield from _note_differences(before, after)
    elif before.suffix == ".json":
        yield from _value_differences(json.loads(before.read_bytes()), json.loads(after.read_bytes()))
    else:
        sizes = f"{before.stat().st_size} bytes stored, {after.stat().st_size} now"
        yield f"other bytes from byte {first_difference(before, after)} on; {sizes}"


def _note_differences(before: Path, after: Path) -> Iterator[str]:
    """In what the findings of two tables differ, which stand in their stamps."""
    import polars as pl

    from vindex_search.storage.artefact_store import STAMP_KEY

    stored, now = (Stamp.from_json(pl.read_parquet_metadata(path)[STAMP_KEY]).note for path in (before, after))
    yield from _value_differences(stored, now, prefix="note ")


def _value_differences(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name in sorted({*before, *after}):
        left, right = before.get(name, ABSENT), after.get(name, ABSENT)
        if left != right:
            yield f"{prefix}{name}: {_shown(left)} stored, {_shown(right)} now"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"
