"""answers: what people are told beside the moments, and the arithmetic of evidence."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from tests.support.index.hits import hit
from tests.support.storage.video_records import publish, register
from vindex_search.answers import CoverageOut, Showing, coverage_out, message, moment_out, play_url
from vindex_search.background.distribution import Distribution
from vindex_search.contract import CHANNELS, Channel
from vindex_search.fusion import RANK_CONSTANT, WEIGHTS
from vindex_search.index.base import Hit
from vindex_search.models.catalogue import SETS
from vindex_search.moments import find_moments
from vindex_search.retrieve import Scope
from vindex_search.store import Store
from vindex_search.verdict import verdict
from vindex_search.videos import Video, one_video

NOTHING = "Nothing in your library matches"
MISSING = "1 of 3 videos cannot be searched yet."


@pytest.mark.parametrize(
    ("matched", "moments", "videos", "searchable", "said"),
    [
        (True, 2, 3, 3, None),
        (True, 2, 3, 2, MISSING),
        (False, 2, 3, 3, f"{NOTHING}; these are the nearest moments."),
        (False, 0, 3, 3, f"{NOTHING}."),
        (False, 2, 3, 2, f"{NOTHING}; these are the nearest moments. {MISSING}"),
        (False, 0, 3, 2, f"{NOTHING}. {MISSING}"),
        (False, 0, 0, 0, "There is no video to look at."),
    ],
)
def test_people_are_told_what_the_moments_do_not_say(
    matched: bool, moments: int, videos: int, searchable: int, said: str | None
) -> None:
    assert message(matched, moments, CoverageOut(videos=videos, searchable=searchable, channels={})) == said


@pytest.mark.parametrize(
    ("models", "channels", "videos", "searchable", "expected"),
    [
        ("offline", CHANNELS, 4, 3, {"speech": 0.75, "words": 0.75, "screen": 0.75, "visual": 0.0}),
        ("standard", CHANNELS, 4, 3, {"speech": 0.75, "words": 0.75, "screen": 0.75, "visual": 0.75}),
        ("offline", ("words",), 3, 1, {"words": 0.3333}),
        ("offline", ("visual",), 3, 3, {"visual": 0.0}),
        ("standard", ("speech", "visual"), 0, 0, {"speech": 1.0, "visual": 1.0}),
        ("standard", ("speech",), 3, 0, {"speech": 0.0}),
    ],
)
def test_coverage_is_the_share_that_each_channel_can_look_at(
    models: str, channels: tuple[Channel, ...], videos: int, searchable: int, expected: dict[Channel, float]
) -> None:
    found = coverage_out(videos, searchable, Scope(channels=channels), SETS[models])
    assert (found.videos, found.searchable, found.channels) == (videos, searchable, expected)


@pytest.mark.parametrize("query", ["", "tide & moon", 'a "b" #c?', "海は広い"])
def test_the_page_is_told_where_and_what_was_asked(query: str) -> None:
    address = urlsplit(play_url("team--talk-0123456789", 61.239, query))
    assert address.path == "/v/team--talk-0123456789"
    assert parse_qs(address.query) == {"t": ["61.24"], **({"q": [query]} if query else {})}


def video_of(store: Store, *, pictures: bool = True) -> Video:
    name = publish(store, "team/talk.mp4") if pictures else register(store, "team/talk.mp4")
    found = one_video(store, name)
    assert found is not None
    return found


def hits_of(video: Video) -> dict[Channel, list[Hit]]:
    made: dict[str, Any] = {"version": "v1", "code_version": "3", "model": "m@1", "run_id": "run-7"}
    said = hit("words", video.video_id, 20, 6.0, text="the tide", **made)
    return {"words": [said], "visual": [hit("visual", video.video_id, 20, 0.4)]}


def showing(hits: dict[Channel, list[Hit]], *, explain: bool, known: Distribution | None = None) -> Showing:
    return Showing("tide", lambda text: [(4, 8)], verdict(hits, None, known), "http://dagster:3000/", explain)


def test_evidence_is_explained_only_when_asked_for(store: Store) -> None:
    video = video_of(store)
    hits = hits_of(video)
    (found,) = find_moments(hits, limit=1)
    plain = moment_out(found, video, showing(hits, explain=False))
    assert [one.explanation for one in plain.evidence] == [None, None]
    assert plain.confidence is None
    known = Distribution({"words": np.arange(1.0, 40)}, {}, texts=10, videos=1)
    told = moment_out(found, video, showing(hits, explain=True, known=known))
    words = next(one for one in told.evidence if one.channel == "words")
    assert words.explanation is not None
    assert words.explanation.rank_constant == RANK_CONSTANT
    assert words.explanation.share == words.explanation.weight / (RANK_CONSTANT + words.rank)
    assert words.explanation.index_score == 6.0
    assert words.explanation.background_tail == pytest.approx(35 / 40)
    assert words.explanation.provenance.run_url == "http://dagster:3000/runs/run-7"
    assert words.explanation.provenance.video_version == "v1"
    seen = next(one for one in told.evidence if one.channel == "visual").explanation
    assert seen is not None
    assert (seen.weight, seen.background_tail, seen.provenance.run_url) == (WEIGHTS["visual"], None, None)


def test_a_moment_has_what_a_player_needs(store: Store) -> None:
    video = video_of(store)
    hits = hits_of(video)
    (found,) = find_moments(hits, limit=1)
    out = moment_out(found, video, showing(hits, explain=False))
    assert (out.title, out.workspace, out.video_id) == ("talk", "team", video.video_id)
    assert out.thumbnail_url == f"/v1/videos/{video.video_id}/thumbnail?t={out.start_s:.2f}"
    texts = {one.channel: (one.text, one.highlights) for one in out.evidence}
    assert texts == {"words": ("the tide", [(4, 8)]), "visual": (None, [])}


def test_a_video_without_pictures_has_none_to_show(store: Store) -> None:
    video = video_of(store, pictures=False)
    hits: dict[Channel, list[Hit]] = {"words": hits_of(video)["words"]}
    out = moment_out(find_moments(hits, limit=1)[0], video, showing(hits, explain=False))
    assert out.thumbnail_url is None
    assert out.evidence[0].frame_url is None
