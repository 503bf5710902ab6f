"""Search responses: notices for users, coverage, and the arithmetic of evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.support.index.hits import hit
from tests.support.storage.video_records import publish
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.models.catalogue import SETS
from vindex_search.query.responses import (
    Coverage,
    FoundMoment,
    Provenance,
    RenderOptions,
    SearchResponse,
    measure_coverage,
    render_moment,
)
from vindex_search.query.retriever import SearchScope
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.confidence import match_confidence
from vindex_search.ranking.fusion import CHANNEL_WEIGHTS, RANK_CONSTANT
from vindex_search.ranking.moments import find_moments
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, get_video

NO_MATCH = "Nothing in your library matches"
NOT_SEARCHABLE = "1 of 3 videos cannot be searched yet."


@pytest.mark.parametrize(
    ("matched", "moments", "videos", "searchable", "message"),
    [
        (True, 2, 3, 3, None),
        (True, 2, 3, 2, NOT_SEARCHABLE),
        (False, 2, 3, 3, f"{NO_MATCH}; these are the nearest moments."),
        (False, 0, 3, 3, f"{NO_MATCH}."),
        (False, 2, 3, 2, f"{NO_MATCH}; these are the nearest moments. {NOT_SEARCHABLE}"),
        (False, 0, 3, 2, f"{NO_MATCH}. {NOT_SEARCHABLE}"),
        (False, 0, 0, 0, "There are no videos to search."),
    ],
)
def test_the_message_says_what_the_moments_do_not(
    store: Store, matched: bool, moments: int, videos: int, searchable: int, message: str | None
) -> None:
    response = SearchResponse(
        query="tide",
        took_ms=1.0,
        model_set="offline",
        matched=matched,
        moments=(a_moment(store),) * moments,
        coverage=Coverage(videos, searchable, {}),
        next_cursor=None,
    )
    assert response.message == message


@pytest.mark.parametrize(
    ("models", "channels", "videos", "searchable", "expected"),
    [
        ("offline", CHANNELS, 4, 3, {"speech": 0.75, "words": 0.75, "screen": 0.75, "visual": 0.0, "chapter": 0.75}),
        ("standard", CHANNELS, 4, 3, {"speech": 0.75, "words": 0.75, "screen": 0.75, "visual": 0.75, "chapter": 0.75}),
        ("offline", ("words",), 3, 1, {"words": 0.3333}),
        ("offline", ("visual",), 3, 3, {"visual": 0.0}),
        ("standard", ("speech", "visual"), 0, 0, {"speech": 1.0, "visual": 1.0}),
        ("standard", ("speech",), 3, 0, {"speech": 0.0}),
    ],
)
def test_coverage_is_the_share_of_videos_by_channel(
    models: str, channels: tuple[Channel, ...], videos: int, searchable: int, expected: dict[Channel, float]
) -> None:
    found = measure_coverage(videos, searchable, SearchScope(channels=channels), SETS[models])
    assert (found.videos, found.searchable, found.channels) == (videos, searchable, expected)


def video_of(store: Store) -> Video:
    found = get_video(store, publish(store, "team/talk.mp4"))
    assert found is not None
    return found


def hits_of(video: Video) -> dict[Channel, list[Hit]]:
    made: dict[str, Any] = {"version": "v1", "code_version": "3", "model": "m@1", "run_id": "run-7"}
    words = hit("words", video.video_id, 20, 6.0, text="the tide", **made)
    return {"words": [words], "visual": [hit("visual", video.video_id, 20, 0.4)]}


def options(
    hits: dict[Channel, list[Hit]], *, explain: bool, distribution: NullDistribution | None = None
) -> RenderOptions:
    return RenderOptions(lambda text: [(4, 8)], match_confidence(hits, None, distribution), explain)


def a_moment(store: Store) -> FoundMoment:
    video = video_of(store)
    hits = hits_of(video)
    return render_moment(find_moments(hits, limit=1)[0], video, options(hits, explain=False))


def test_evidence_is_explained_on_request_only(store: Store) -> None:
    video = video_of(store)
    hits = hits_of(video)
    (found,) = find_moments(hits, limit=1)
    plain = render_moment(found, video, options(hits, explain=False))
    assert [one.explanation for one in plain.evidence] == [None, None]
    assert plain.confidence is None
    distribution = NullDistribution({"words": np.arange(1.0, 40)}, {}, text_count=10, video_count=1)
    explained = render_moment(found, video, options(hits, explain=True, distribution=distribution))
    words = next(one for one in explained.evidence if one.channel == "words")
    assert words.explanation is not None
    assert words.explanation.rank_constant == RANK_CONSTANT
    assert words.explanation.share == words.explanation.weight / (RANK_CONSTANT + words.rank)
    assert words.explanation.index_score == 6.0
    assert words.explanation.p_value == pytest.approx(35 / 40)
    assert words.explanation.provenance == Provenance("v1", "3", "m@1", "run-7")
    seen = next(one for one in explained.evidence if one.channel == "visual").explanation
    assert seen is not None
    assert (seen.weight, seen.p_value, seen.provenance.run_id) == (CHANNEL_WEIGHTS["visual"], None, None)


def test_a_moment_has_its_video_and_evidence(store: Store) -> None:
    found = a_moment(store)
    assert (found.video.title, found.video.workspace) == ("talk", "team")
    texts = {one.channel: (one.text, one.highlights) for one in found.evidence}
    assert texts == {"words": ("the tide", ((4, 8),)), "visual": (None, ())}
