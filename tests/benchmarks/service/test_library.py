"""Copies of lectures: no point equals that of another copy, and each is near its own."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.service.library import perturbed


def test_vectors_of_a_copy_are_near_those_of_the_lecture_and_of_unit_length() -> None:
    random = np.random.default_rng(1)
    vectors = random.normal(size=(5, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    table = pl.DataFrame({"text_vector": vectors.tolist()}, schema={"text_vector": pl.List(pl.Float32)})
    copy = perturbed(table, random)
    found = np.array(copy["text_vector"].to_list(), dtype=np.float32)
    cosines = (found * vectors).sum(axis=1)
    assert ((cosines > 0.999) & (cosines < 1)).all()
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, rtol=1e-5)
    assert copy.schema == table.schema
