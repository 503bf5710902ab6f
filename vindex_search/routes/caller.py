"""The caller of a request as the routes ask for it, by what they need the caller to be allowed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request

from vindex_search.access import LOCAL, Caller, Permission
from vindex_search.problems import Problem


def caller_of(request: Request, permission: Permission = "search") -> Caller:
    """The caller of a request, who has a permission; kept in the request's state, where the log finds the name.

    Raises:
        Problem: 403 where the caller lacks the permission.
    """
    caller: Caller = LOCAL
    request.state.caller = caller
    if not caller.may(permission):
        raise Problem(HTTPStatus.FORBIDDEN, f"{caller.name} may not do this: it needs {permission!r}")
    return caller


def _local(request: Request) -> Caller:
    return caller_of(request)


Searcher = Annotated[Caller, Depends(_local)]
Uploader = Annotated[Caller, Depends(_local)]
Admin = Annotated[Caller, Depends(_local)]
