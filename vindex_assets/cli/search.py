"""`vindex search`: through the running service, or in the index itself where none runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import ValidationError

from vindex_assets.cli.format import facet_lines
from vindex_search.api.problems import validation_detail
from vindex_search.api.schemas.query.found_markers import marker_file
from vindex_search.api.schemas.query.places import one_video_problem
from vindex_search.api.schemas.query.search import SearchParams
from vindex_search.api.schemas.query.search_response import EvidenceOut, MomentOut, SearchAnswer, search_answer
from vindex_search.auth.permissions import LOCAL_CALLER
from vindex_search.common.clock_time import player_time
from vindex_search.contract.ids import validate_workspace
from vindex_search.index.lock import IndexInUse
from vindex_search.markers.formats import MarkerFormat
from vindex_search.query.parser import parse
from vindex_search.query.places.in_video import Order
from vindex_search.query.responses import SearchResponse
from vindex_search.query.service import SearchService
from vindex_search.settings import settings

REQUEST_TIMEOUT_S: Final = 30.0
CHANNEL_LABELS: Final = {"speech": "said", "words": "words", "screen": "on screen", "visual": "seen"}
EXCERPT_LENGTH: Final = 140  # maximum number of characters of evidence on a line
EXCERPT_LEAD: Final = 50  # of them before the first matched word

Rendered = TypeVar("Rendered")


class Described(NamedTuple):
    """What descriptions are to say of the videos that are searched; empty: anything."""

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    recorded_after: str = ""
    recorded_before: str = ""


ANYTHING: Final = Described()


def run_search(
    text: str,
    *,
    limit: int,
    workspace: str | None = None,
    video_id: str | None = None,
    order: Order = "rank",
    facets: str = "",
    described: Described = ANYTHING,
) -> SearchAnswer:
    """The answer to a query as the HTTP API returns it, whether a service runs or not.

    With a video, the moments are its places, in the order asked for; `described` restricts by descriptions. `next` is
    the URL path of the next page on a service; a cursor is valid for every process over the library.

    Raises:
        ValueError: the query, the workspace or the video is malformed, or the service refuses the request.
        MissingWeights: no service runs, and a model of the set is not on this machine.
        RuntimeError: the index is in use by a process that does not answer.
    """
    params = _search_params(
        text,
        limit=limit,
        workspace=workspace,
        video_id=video_id,
        order=order,
        facets=facets,
        described=described,
    )

    def render(service: SearchService, response: SearchResponse) -> SearchAnswer:
        next_url = params.next_url(response.next_cursor)
        return search_answer(response, next_url=next_url, dagster_url=service.settings.dagster_url)

    found = _search_here_or_over_http(params, render)
    return SearchAnswer.model_validate_json(found) if isinstance(found, bytes) else found


def search_to_markers(
    text: str,
    kind: MarkerFormat,
    *,
    limit: int,
    workspace: str | None = None,
    video_id: str | None = None,
    described: Described = ANYTHING,
) -> str:
    """The answer to a query as a file for editing programs; errors as of `run_search`."""
    params = _search_params(text, limit=limit, workspace=workspace, video_id=video_id, described=described)
    params = params.model_copy(update={"format": kind})

    def render(service: SearchService, response: SearchResponse) -> str:
        return marker_file(response, kind, service.store).text

    found = _search_here_or_over_http(params, render)
    return found.decode() if isinstance(found, bytes) else found


def _search_here_or_over_http(
    params: SearchParams, render: Callable[[SearchService, SearchResponse], Rendered]
) -> Rendered | bytes:
    """The rendered response where no service runs, else the body of its answer."""
    service = SearchService(settings())
    try:
        service.open_index()
    except IndexInUse as in_use:
        return _search_over_http(in_use, params)
    try:
        service.load(follow=False)
        counted = params.to_facets(LOCAL_CALLER)
        return render(service, service.search(params.to_request(LOCAL_CALLER), limit=params.limit, facets=counted))
    finally:
        service.close()


def _search_params(
    text: str,
    *,
    limit: int,
    workspace: str | None,
    video_id: str | None,
    order: Order = "rank",
    facets: str = "",
    described: Described,
) -> SearchParams:
    """The query parameters of the HTTP API; ValueError where it would refuse them."""
    if workspace is not None:
        validate_workspace(workspace)
    parse(text)
    workspaces, videos = [workspace] if workspace else [], [video_id] if video_id else []
    if order == "time" and (problem := one_video_problem("--order time", "--video", videos)):
        raise ValueError(problem)
    try:
        return SearchParams(
            q=text,
            limit=limit,
            workspace=workspaces,
            video_id=videos,
            order=order,
            facets=facets or None,
            person=list(described.people),
            place=list(described.places),
            attribute=list(described.attributes),
            recorded_after=described.recorded_after or None,
            recorded_before=described.recorded_before or None,
        )
    except ValidationError as error:
        raise ValueError(validation_detail(error.errors(include_url=False))) from None


def _search_over_http(in_use: IndexInUse, params: SearchParams) -> bytes:
    if in_use.url is None:
        raise in_use
    return http_get(in_use.url, "/v1/search", params.query_params())


def http_get(url: str, path: str, params: Mapping[str, Any] | None = None) -> bytes:
    """The body of a GET from a running service, sent with the API key of the settings.

    Raises:
        ValueError: the service refuses the request; the message is its problem detail.
        RuntimeError: the service does not answer.
    """
    import httpx

    key = settings().api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        response = httpx.get(f"{url}{path}", params=params, headers=headers, timeout=REQUEST_TIMEOUT_S)
    except httpx.HTTPError as error:
        raise RuntimeError(f"the service at {url} does not answer: {error}") from None
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise ValueError(f"{response.json()['detail']}; set VINDEX_API_KEY to a key of this library")
    if response.status_code != httpx.codes.OK:
        raise ValueError(response.json().get("detail", response.text))
    return response.content


def answer_lines(answer: SearchAnswer) -> list[str]:
    """An answer as lines for a terminal: its message, then each moment with its first evidence, then the facets."""
    lines = [line for number, moment in enumerate(answer.moments, start=1) for line in _moment_lines(number, moment)]
    message = answer.message or ("" if lines else "nothing found")
    return [*([message] if message else []), *lines, *facet_lines(answer.facets, answer.facets_more)]


def _moment_lines(number: int, moment: MomentOut) -> list[str]:
    times = f"{player_time(moment.start_s)}-{player_time(moment.end_s)}"
    clock = f"  {moment.recorded_start}" if moment.recorded_start else ""
    return [f"{number}. {moment.title}  {times}{clock}", f"   {format_evidence(moment.evidence[0])}"]


def format_evidence(evidence: EvidenceOut) -> str:
    """A piece of evidence in one line: the text around its first matched word, with matched words in capitals."""
    text = evidence.text or "the picture"
    marked, position = "", 0
    for start, end in evidence.highlights:
        marked += text[position:start] + text[start:end].upper()
        position = end
    first = evidence.highlights[0][0] if evidence.highlights else 0
    label = evidence.source or CHANNEL_LABELS[evidence.channel]
    return f"{label}: {excerpt(marked + text[position:], focus=first)}"


def excerpt(text: str, *, focus: int) -> str:
    """The part of a text around the character offset `focus`, cut between words, with an ellipsis at each cut."""
    start = 0 if focus <= EXCERPT_LEAD else text.rfind(" ", 0, focus - EXCERPT_LEAD) + 1
    words = " ".join(text[start:].split())
    shown = words if len(words) <= EXCERPT_LENGTH else words[:EXCERPT_LENGTH].rsplit(" ", 1)[0] + " …"
    return f"… {shown}" if start else shown
