"""One question from a terminal: to the running service, or to the index itself when none runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from vindex_search.api.problems import validation_detail
from vindex_search.api.schemas.search import SearchParams
from vindex_search.api.schemas.search_response import EvidenceOut, MomentOut, SearchAnswer, search_answer
from vindex_search.auth.permissions import LOCAL_CALLER
from vindex_search.common.clock_time import player_time
from vindex_search.contract.ids import validate_workspace
from vindex_search.index.lock import IndexInUse
from vindex_search.query.parser import parse
from vindex_search.query.service import SearchService
from vindex_search.settings import settings

REQUEST_TIMEOUT_S: Final = 30.0
CHANNEL_LABELS: Final = {"speech": "said", "words": "words", "screen": "on screen", "visual": "seen"}
EXCERPT_LENGTH: Final = 140  # characters of evidence on one line
EXCERPT_LEAD: Final = 50  # of them before the first matched word, so that it is never cut off


def run_search(text: str, *, limit: int, workspace: str | None = None) -> SearchAnswer:
    """The answer to a sentence as the HTTP API gives it, whether a service runs or not.

    Without a service `next` is the address that one would answer: a cursor holds for every process over the library.

    Raises:
        ValueError: the question cannot be asked, the workspace is malformed, or the service refuses it.
        MissingWeights: no service runs and a model of the set is not on this machine.
        RuntimeError: the index is in use by a process that does not answer.
    """
    if workspace is not None:
        validate_workspace(workspace)
    asked = _search_params(text, limit=limit, workspace=workspace)
    service = SearchService(settings())
    try:
        service.open_index()
    except IndexInUse as owned:
        return _search_over_http(owned, asked)
    try:
        service.load(follow=False)
        response = service.search(asked.to_request(LOCAL_CALLER), limit=asked.limit)
    finally:
        service.close()
    next_url = asked.next_url(response.next_cursor)
    return search_answer(response, next_url=next_url, dagster_url=settings().dagster_url)


def _search_params(text: str, *, limit: int, workspace: str | None) -> SearchParams:
    """The parameters of the search, which are those of the HTTP API; ValueError where it would refuse them."""
    parse(text)
    try:
        return SearchParams(q=text, limit=limit, workspace=[workspace] if workspace else [])
    except ValidationError as wrong:
        raise ValueError(validation_detail(wrong.errors(include_url=False))) from None


def _search_over_http(owned: IndexInUse, asked: SearchParams) -> SearchAnswer:
    if owned.url is None:
        raise owned
    return SearchAnswer.model_validate_json(http_get(owned.url, "/v1/search", asked.query_params()))


def http_get(url: str, path: str, asked: Mapping[str, Any] | None = None) -> bytes:
    """The answer of a running service to a GET with the API key of the settings.

    Raises:
        ValueError: the service refuses the question, in its own words.
        RuntimeError: it does not answer.
    """
    import httpx

    key = settings().api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        response = httpx.get(f"{url}{path}", params=asked, headers=headers, timeout=REQUEST_TIMEOUT_S)
    except httpx.HTTPError as problem:
        raise RuntimeError(f"the service at {url} does not answer: {problem}") from None
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise ValueError(f"{response.json()['detail']}; VINDEX_API_KEY is what this command asks with")
    if response.status_code != httpx.codes.OK:
        raise ValueError(response.json().get("detail", response.text))
    return response.content


def format_answer(answer: SearchAnswer) -> str:
    """An answer as lines for a terminal: video, start-end, why."""
    found = [line for number, moment in enumerate(answer.moments, start=1) for line in _moment_lines(number, moment)]
    said = answer.message or ("" if found else "nothing found")
    return "\n".join([*([said] if said else []), *found])


def _moment_lines(number: int, moment: MomentOut) -> list[str]:
    when = f"{player_time(moment.start_s)}-{player_time(moment.end_s)}"
    return [f"{number}. {moment.title}  {when}", f"   {format_evidence(moment.evidence[0])}"]


def format_evidence(evidence: EvidenceOut) -> str:
    """The best reason for a moment in one line: the text about its first matched word, matched words in capitals."""
    text = evidence.text or "the picture"
    marked, last = "", 0
    for start, end in evidence.highlights:
        marked += text[last:start] + text[start:end].upper()
        last = end
    first = evidence.highlights[0][0] if evidence.highlights else 0
    return f"{CHANNEL_LABELS[evidence.channel]}: {excerpt(marked + text[last:], focus=first)}"


def excerpt(text: str, *, focus: int) -> str:
    """A line of text around a place in it, cut at words, with dots where it was cut."""
    start = 0 if focus <= EXCERPT_LEAD else text.rfind(" ", 0, focus - EXCERPT_LEAD) + 1
    words = " ".join(text[start:].split())
    shown = words if len(words) <= EXCERPT_LENGTH else words[:EXCERPT_LENGTH].rsplit(" ", 1)[0] + " …"
    return f"… {shown}" if start else shown
