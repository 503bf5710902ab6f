"""search_response: a response of the query layer with the URLs for pages and players."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.storage.notes import DECIDED, LOST
from vindex_search.api.schemas.query.search_response import MomentOut, search_answer
from vindex_search.query.responses import Coverage, Evidence, Explanation, FoundMoment, Provenance, SearchResponse
from vindex_search.videos.video import Video

VIDEO_ID = "team--talk-0123456789"
PROVENANCE = Provenance(video_version="v1", code_version="3", model="m@1", run_id="run-7")
VIDEO = Video(
    video_id=VIDEO_ID,
    workspace="team",
    object_key="team/talk.mp4",
    version="v1",
    sidecars=(),
    revision="r1",
    size=9,
    status="indexed",
    reason=None,
    failed_asset=None,
    duration_s=90.0,
    uploaded_at=None,
    has_frames=True,
)


def make_moment(video: Video = VIDEO, provenance: Provenance | None = None) -> FoundMoment:
    explanation = (
        Explanation(weight=2.0, rank_constant=2, share=0.5, index_score=6.0, p_value=None, provenance=provenance)
        if provenance
        else None
    )
    evidence = Evidence(
        channel="words",
        start_s=20.5,
        end_s=24.0,
        text="the tide",
        highlights=((4, 8),),
        rank=2,
        score=0.5,
        explanation=explanation,
    )
    return FoundMoment(
        video=video,
        start_s=19.5,
        end_s=25.0,
        score=0.84,
        confidence=0.98,
        channels=("words",),
        evidence=(evidence,),
        picture_s=22.25,
    )


def make_response(*moments: FoundMoment, **changed: Any) -> SearchResponse:
    response = SearchResponse(
        query="high tide",
        took_ms=1.5,
        model_set="offline",
        matched=True,
        moments=moments,
        coverage=Coverage(1, 1, {"words": 1.0}),
        next_cursor=None,
    )
    return replace(response, **changed)


def render(moment: FoundMoment, *, dagster_url: str = "http://dagster:3000") -> MomentOut:
    (found,) = search_answer(make_response(moment), next_url=None, dagster_url=dagster_url).moments
    return found


def test_a_moment_has_the_urls_of_a_player() -> None:
    moment = render(make_moment())
    assert (moment.title, moment.workspace, moment.video_id) == ("talk", "team", VIDEO_ID)
    assert moment.thumbnail_url == f"/v1/videos/{VIDEO_ID}/thumbnail?t=22.25"
    assert moment.play_url == f"/v/{VIDEO_ID}?t=19.50&q=high+tide"
    assert moment.evidence[0].frame_url == f"/v1/videos/{VIDEO_ID}/thumbnail?t=20.50"
    assert (moment.evidence[0].text, moment.evidence[0].highlights) == ("the tide", [(4, 8)])
    assert moment.evidence[0].explanation is None


def test_a_video_without_frames_has_no_thumbnails() -> None:
    moment = render(make_moment(replace(VIDEO, has_frames=False)))
    assert moment.thumbnail_url is None
    assert moment.evidence[0].frame_url is None


@pytest.mark.parametrize("dagster_url", ["http://dagster:3000", "http://dagster:3000/"])
def test_an_explanation_links_to_the_run_in_dagster(dagster_url: str) -> None:
    explained = render(make_moment(provenance=PROVENANCE), dagster_url=dagster_url).evidence[0].explanation
    assert explained is not None
    assert explained.provenance.run_url == "http://dagster:3000/runs/run-7"
    unknown = render(make_moment(provenance=replace(PROVENANCE, run_id=None))).evidence[0].explanation
    assert unknown is not None
    assert unknown.provenance.run_url is None


def test_the_next_page_is_a_url() -> None:
    response = make_response(next_cursor="AAAA")
    answer = search_answer(response, next_url="/v1/search?q=tide&cursor=AAAA", dagster_url="")
    assert answer.next == "/v1/search?q=tide&cursor=AAAA"
    assert search_answer(response, next_url=None, dagster_url="").next is None


def test_message_and_coverage_are_those_of_the_response() -> None:
    response = make_response(matched=False)
    answer = search_answer(response, next_url=None, dagster_url="")
    assert answer.message == response.message == "Nothing in your library matches."
    assert (answer.coverage.videos, answer.coverage.channels) == (1, {"words": 1.0})


@pytest.mark.parametrize(("notes", "lossy"), [((DECIDED,), False), ((DECIDED, LOST), True)])
def test_a_moment_of_a_video_with_losses_says_so(notes: tuple[Any, ...], lossy: bool) -> None:
    response = make_response(make_moment(replace(VIDEO, notes=notes)))
    (moment,) = search_answer(response, next_url=None, dagster_url="http://d").moments
    assert moment.has_losses is lossy
