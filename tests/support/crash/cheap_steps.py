"""The real steps over real files, without what takes seconds: child processes of decoders, OCR and a text model.

Decoding runs in the step's own process, the same line is read from every film, and a text's vector is made of its sum.
What is written, stamped, recorded and published is what the pipeline writes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest

from vindex_assets.media.subtitles.sidecars import in_child
from vindex_assets.ocr import rapidocr_engine, screen_text
from vindex_search import sandbox
from vindex_search.models import catalogue, text
from vindex_search.models.model import Model
from vindex_search.models.weights import WeightsLocator
from vindex_search.sandbox.run import run_sandboxed

OTHER_SET: Final = "other"  # a second model set, as `vindex reindex` switches to


class LetterEncoder:
    """A text encoder whose vectors are unit vectors by the text's checksum."""

    def __init__(self, model: Model, _weights: WeightsLocator) -> None:
        self._dim = model.dim

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[float], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """One vector a text."""
        vectors = np.zeros((len(texts), self._dim), np.float32)
        for row, words in enumerate(texts):
            vectors[row, zlib.crc32(words.encode()) % self._dim] = 1.0
        return vectors

    def encode_query(self, words: str) -> npt.NDArray[np.float32]:
        """The vector of one text."""
        vector: npt.NDArray[np.float32] = self.encode_passages([words])[0]
        return vector


def _call(function: Callable[..., Any], *arguments: Any, progress: Any = None, **_limits: Any) -> Any:
    """In place of `run_sandboxed`: the same call in this process."""
    return function(*arguments, progress or (lambda _: None))


def _read_one_line(*_arguments: Any, **_named: Any) -> Any:
    """In place of `read_screen_text`: every film shows one line for a second."""
    import polars as pl

    from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA

    line = {"frame_index": 0, "start_s": 0.0, "end_s": 1.0, "text": "The tide comes in.", "confidence": 0.9}
    return pl.DataFrame([{**line, "box": [0.0, 0.0, 1.0, 0.1]}], schema=SCREEN_TEXT_SCHEMA)


def _call_or_probe(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """As `_call`, but a film is probed in a child process, in its jail."""
    call = run_sandboxed if function.__name__ == "probe_file" else _call
    return call(function, *arguments, **options)


@contextmanager
def cheap_steps(*, real_probe: bool = False) -> Iterator[None]:
    """Steps are cheap in this process while the context lasts; `real_probe`: each film is probed in a child process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run_sandboxed", _call_or_probe if real_probe else _call, raising=False)
        patch.setattr(in_child, "run_sandboxed", _call)
        patch.setattr(rapidocr_engine, "open_engine", lambda *_, **__: None)
        patch.setattr(screen_text, "read_screen_text", _read_one_line)
        patch.setattr(text, "TextEncoder", LetterEncoder)
        patch.setattr(WeightsLocator, "require", lambda *_: None)
        offline = catalogue.SETS["offline"]
        other = replace(offline, name=OTHER_SET, text=replace(offline.text, revision="0.2.0"))
        patch.setitem(catalogue.SETS, OTHER_SET, other)
        yield
