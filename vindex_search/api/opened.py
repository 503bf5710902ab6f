"""The opened library as the routes ask for it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request

from vindex_search.api.problems import Problem
from vindex_search.query.service import SearchService


async def _service(request: Request) -> SearchService:
    service: SearchService = request.app.state.service
    return service


async def _ready(request: Request) -> SearchService:
    service: SearchService = request.app.state.service
    if not service.ready:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, service.problem)
    return service


Library = Annotated[SearchService, Depends(_service)]
ReadyLibrary = Annotated[SearchService, Depends(_ready)]
