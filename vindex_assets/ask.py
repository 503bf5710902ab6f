"""One question from a terminal: to the running service, or to the index itself when none runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_search.answers import EvidenceOut, MomentOut, SearchAnswer
from vindex_search.clock_time import player_time
from vindex_search.contract import validate_workspace
from vindex_search.finding import Question
from vindex_search.index.lock import IndexInUse
from vindex_search.index.where import Where
from vindex_search.retrieve import Scope
from vindex_search.service import SearchService
from vindex_search.settings import settings

TIMEOUT_S: Final = 30.0
WHY: Final = {"speech": "said", "words": "words", "screen": "on screen", "visual": "seen"}
EXCERPT: Final = 140  # characters of evidence on one line
BEFORE: Final = 50  # of them before the first matched word, so that it is never cut off


def ask(text: str, *, limit: int, workspace: str | None = None) -> SearchAnswer:
    """The answer to a sentence.

    Raises:
        ValueError: the sentence is empty, the workspace malformed, or the service refuses the question.
        MissingWeights: no service runs and a model of the set is not on this machine.
        RuntimeError: the index is in use by a process that does not answer.
    """
    if not text.strip():
        raise ValueError("say in a few words what to find")
    if workspace is not None:
        validate_workspace(workspace)
    service = SearchService(settings())
    try:
        service.take_index()
    except IndexInUse as owned:
        return _over_http(owned, text, limit=limit, workspace=workspace)
    try:
        service.load(follow=False)
        return service.search(Question(text, _scope(workspace)), limit=limit)
    finally:
        service.close()


def _over_http(owned: IndexInUse, text: str, *, limit: int, workspace: str | None) -> SearchAnswer:
    if owned.url is None:
        raise owned
    asked: dict[str, str | int] = {"q": text, "limit": limit, **({"workspace": workspace} if workspace else {})}
    return SearchAnswer.model_validate_json(asked_over_http(owned.url, "/v1/search", asked))


def asked_over_http(url: str, path: str, asked: Mapping[str, str | int] | None = None) -> bytes:
    """The answer of a running service to a GET with the API key of the settings.

    Raises:
        ValueError: the service refuses the question, in its own words.
        RuntimeError: it does not answer.
    """
    import httpx

    key = settings().api_key
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
    try:
        response = httpx.get(f"{url}{path}", params=asked, headers=headers, timeout=TIMEOUT_S)
    except httpx.HTTPError as problem:
        raise RuntimeError(f"the service at {url} does not answer: {problem}") from None
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise ValueError(f"{response.json()['detail']}; VINDEX_API_KEY is what this command asks with")
    if response.status_code != httpx.codes.OK:
        raise ValueError(response.json().get("detail", response.text))
    return response.content


def _scope(workspace: str | None) -> Scope:
    return Scope(Where(workspaces=(workspace,))) if workspace else Scope()


def show(answer: SearchAnswer) -> str:
    """An answer as lines for a terminal: video, start-end, why."""
    found = [line for number, moment in enumerate(answer.moments, start=1) for line in _lines(number, moment)]
    said = answer.message or ("" if found else "nothing found")
    return "\n".join([*([said] if said else []), *found])


def _lines(number: int, moment: MomentOut) -> list[str]:
    when = f"{player_time(moment.start_s)}-{player_time(moment.end_s)}"
    return [f"{number}. {moment.title}  {when}", f"   {why(moment.evidence[0])}"]


def why(evidence: EvidenceOut) -> str:
    """The best reason for a moment in one line: the text about its first matched word, matched words in capitals."""
    text = evidence.text or "the picture"
    marked, last = "", 0
    for start, end in evidence.highlights:
        marked += text[last:start] + text[start:end].upper()
        last = end
    first = evidence.highlights[0][0] if evidence.highlights else 0
    return f"{WHY[evidence.channel]}: {excerpt(marked + text[last:], about=first)}"


def excerpt(text: str, *, about: int) -> str:
    """A line of text around a place in it, cut at words, with dots where it was cut."""
    start = 0 if about <= BEFORE else text.rfind(" ", 0, about - BEFORE) + 1
    words = " ".join(text[start:].split())
    shown = words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
    return f"… {shown}" if start else shown
