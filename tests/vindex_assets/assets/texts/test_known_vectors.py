from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vindex_assets.assets.texts.known_vectors import vectors_of


def test_each_unknown_text_is_embedded_once() -> None:
    asked: list[Sequence[str]] = []

    def embed(texts: Sequence[str]) -> Any:
        asked.append(texts)
        return np.array([[float(len(text))] for text in texts], np.float32)

    known = {"known": np.array([7.0], np.float32)}
    found = vectors_of(["bb", "known", "a", "bb"], known, embed)
    assert (asked, [vector.tolist() for vector in found]) == ([["bb", "a"]], [[2.0], [7.0], [1.0], [2.0]])


def test_where_all_are_known_nothing_is_embedded() -> None:
    def embed(_texts: Sequence[str]) -> Any:
        raise AssertionError

    assert len(vectors_of(["known"], {"known": np.zeros(1, np.float32)}, embed)) == 1
    assert vectors_of([], {}, embed) == []
