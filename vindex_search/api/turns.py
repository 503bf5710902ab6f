"""The turns of an application, for routes whose work is long or takes much memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, FastAPI, Request

from vindex_search.api.problems import problem_response
from vindex_search.query.turns import TooManyWaiting, Turns

RETRY_AFTER_S: Final = 5


@dataclass(frozen=True, slots=True)
class RouteTurns:
    """Lists are bound by Python's lock, so that more of them at once only wait for each other; pictures take memory."""

    lists: Turns = field(default_factory=lambda: Turns("lists", at_once=2, waiting=100))
    pictures: Turns = field(default_factory=lambda: Turns("pictures", at_once=1, waiting=16))


async def get_turns(request: Request) -> RouteTurns:
    """The turns of the application."""
    turns: RouteTurns = request.app.state.turns
    return turns


TurnsDep = Annotated[RouteTurns, Depends(get_turns)]


async def _handle_busy(_request: Request, problem: Exception) -> object:
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, str(problem), headers=headers)


def install(app: FastAPI) -> None:
    """Give an application its turns, and answer 503 where there is no room to wait for one."""
    app.state.turns = RouteTurns()
    app.add_exception_handler(TooManyWaiting, _handle_busy)  # type: ignore[arg-type]
