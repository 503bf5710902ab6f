"""merge: the distribution of several workspaces together, and how near it comes to one that is measured over all."""

from __future__ import annotations

import numpy as np
import pytest

from tests.vindex_search.ranking.calibration.test_measure import ENCODERS, QUESTIONS, TEXTS, VIDEOS, tables
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.measure import measure_null_distribution
from vindex_search.ranking.calibration.merge import merged


def test_none_make_none_and_one_is_itself() -> None:
    one = NullDistribution({"likeness": np.array([0.5])}, {7: 2}, text_count=3, video_count=1)
    assert merged([]) is None
    assert merged([one]) is one


def test_it_is_what_is_measured_over_all_but_for_the_scale_of_words() -> None:
    made = tables()
    parts = [measure_null_distribution(lambda table=table: [table], ENCODERS, QUESTIONS) for table in made]  # type: ignore[misc]
    whole, together = measure_null_distribution(tables, ENCODERS, QUESTIONS), merged(parts)
    assert together is not None
    assert (together.text_count, together.video_count) == (whole.text_count, len(VIDEOS))
    assert together.text_count < len(TEXTS), "one has stop words only"
    for name in ("likeness", "visual"):
        assert together.scores[name] == pytest.approx(whole.scores[name])
    assert np.abs(together.scores["words"] - whole.scores["words"]).max() < 3
    assert set(together.token_counts) <= set(whole.token_counts)


def test_an_older_list_of_questions_gives_its_counts_only() -> None:
    large = NullDistribution({"likeness": np.array([0.5, 0.2])}, {7: 2}, text_count=30, video_count=3)
    older = NullDistribution({"likeness": np.array([0.9])}, {7: 3, 8: 2}, text_count=3, video_count=1)
    found = merged([older, large])
    assert found is not None
    assert found.scores["likeness"].tolist() == [0.5, 0.2]
    assert (found.token_counts, found.text_count, found.video_count) == ({7: 5, 8: 2}, 33, 4)


def test_a_signal_that_only_one_has_is_kept() -> None:
    heard = NullDistribution({"likeness": np.array([0.5])}, {}, text_count=3, video_count=1)
    seen = NullDistribution({"likeness": np.array([0.7]), "visual": np.array([0.1])}, {}, text_count=1, video_count=1)
    found = merged([heard, seen])
    assert found is not None
    assert {name: column.tolist() for name, column in found.scores.items()} == {"likeness": [0.7], "visual": [0.1]}
