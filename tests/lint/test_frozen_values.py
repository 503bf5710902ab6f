"""Values are handed from thread to thread and from step to step: nobody changes one after it was made."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

from tests.support.session.checkout import CHECKOUT

# What a dataclass holds while it works, and what it is instead of a value.
STATEFUL: Final = {
    "AudioStats": "a running sum over the samples of a recording",
    "ChildUsage": "a count of what ended children took",
    "ColumnDifference": "what a comparison of two tables collects, row by row",
    "SidecarBatch": "the files of a video that are still to be read",
    "DecodedSound": "a count of the samples that pass",
    "GpuTime": "a count of seconds",
    "KnownVectors": "a cache that grows as texts are embedded",
    "LineReader": "a reader with a cache of lines",
    "Losses": "a count of what a decoder loses on its way",
    "ParsedSubtitles": "what a parser collects, line by line",
    "PreviewRun": "a run that makes segments, and how far it is",
    "Pauses": "a list that grows with each frame",
    "Resident": "a run worker, and what it is at",
    "Restarts": "a count of how often a child process has ended of late",
    "Scope": "an element of a document that is still open",
    "Share": "the running share of a step in a process",
    "Tally": "the count of an upload in progress",
    "Traffic": "a count of bytes and requests that pass",
    "VideoInHand": "the video that a step works on, and how far it is",
    "VideoTry": "the account of a try that is still going on",
    "Watchdog": "a timer that is told of each sign of life",
    "WorkerState": "what a worker does at the moment",
    "_Child": "a child process, and when it is to be started again",
    "_FrameReader": "a reader that remembers the frame before",
    "_Walk": "a walk over packets, from one to the next",
}
FILES: Final = sorted(
    file.relative_to(CHECKOUT)
    for package in ("vindex_search", "vindex_assets")
    for file in (CHECKOUT / package).rglob("*.py")
    if "@dataclass" in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_no_value_can_be_changed_or_take_further_attributes(file: Path) -> None:
    changeable = [name for name, options in _dataclasses(file) if not options >= {"frozen", "slots"}]
    assert [name for name in changeable if name not in STATEFUL] == []


def test_each_exception_is_one() -> None:
    kinds = {name: options for file in FILES for name, options in _dataclasses(file)}
    assert [name for name in STATEFUL if "frozen" in kinds.get(name, {"frozen"})] == []


def _dataclasses(file: Path) -> list[tuple[str, set[str]]]:
    """The dataclasses of a file, each with the options that are switched on."""
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    return [
        (one.name, _options(decorator))
        for one in ast.walk(tree)
        if isinstance(one, ast.ClassDef)
        for decorator in one.decorator_list
        if "dataclass" in ast.unparse(decorator)
    ]


def _options(decorator: ast.expr) -> set[str]:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return {str(one.arg) for one in keywords if isinstance(one.value, ast.Constant) and one.value.value is True}
