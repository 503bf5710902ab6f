"""What ranking hands on is not to be changed by those who read it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import numpy as np
import pytest

from tests.support.index.hits import hit
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.store import CalibratedGenerations
from vindex_search.ranking.confidence import match_confidence
from vindex_search.ranking.fusion import rank_hits
from vindex_search.ranking.moments import find_moments
from vindex_search.ranking.relevance_curve import RelevanceCurve
from vindex_search.ranking.video_hits import top_videos

VALUES = [
    find_moments({"speech": [hit("speech")]}, limit=1)[0],
    match_confidence({"speech": [hit("speech")]}, None, None),
    rank_hits({"speech": [hit("speech")]}),
    top_videos(rank_hits({"speech": [hit("speech")]}), 1)[0],
    RelevanceCurve(np.zeros(1), np.ones(1), np.ones(1)),
    NullDistribution({}, {}, text_count=0, video_count=0),
    CalibratedGenerations(()),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_has_its_fields_alone_and_keeps_them(value: Any) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(value)[0].name, None)
    assert hasattr(type(value), "__slots__")
