"""The caller of a request as the routes ask for it, by what they need the caller to be allowed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from vindex_search.access import LOCAL, Caller


def _local() -> Caller:
    return LOCAL


Searcher = Annotated[Caller, Depends(_local)]
Uploader = Annotated[Caller, Depends(_local)]
Admin = Annotated[Caller, Depends(_local)]
