"""A saved search: a query with its filters under a name, how rarely it may be wrong, and whom it tells."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.contract.ids import Channel
from vindex_search.index.types import PointFilter
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest

ID_PATTERN: Final = re.compile(r"ss-[0-9a-f]{12}")
SECRET_PREFIX: Final = "whsec_"  # as Standard Webhooks names it
SECRET_BYTES: Final = 32
MAX_NAME_LENGTH: Final = 100
DEFAULT_ONE_IN: Final = 100
MAX_ONE_IN: Final = 100_000


class SavedSearch(BaseModel):
    """A saved search as the library stores it.

    Attributes:
        id: `ss-` and 12 hex digits.
        name: What people call it.
        text: The query as it was typed.
        channels: Those that are searched.
        where: The fields of a `PointFilter` that restrict; its workspaces are whom the search belongs to.
        one_in: At most one of so many new videos without the subject may give a false alarm.
        params: The search as its parameters, for pages and programs that run it again.
        webhook: Address that is told; empty: none.
        secret: What messages are signed with: it has to be stored as it is, and is shown once.
        active: Whether new videos are compared with it.
        created_at: When, ISO 8601 in UTC: only what is published from then on is told.
        created_by: Who: the name of a key or of the machine's user.
        seen_at: Until when somebody has looked at what it told; empty: never.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    text: str
    channels: tuple[Channel, ...]
    where: dict[str, Any]
    params: dict[str, Any]
    one_in: Annotated[int, Field(ge=1, le=MAX_ONE_IN)] = DEFAULT_ONE_IN
    webhook: str = ""
    secret: str = Field("", repr=False)
    active: bool = True
    created_at: str
    created_by: str
    seen_at: str = ""

    @property
    def filter(self) -> PointFilter:
        """The filter of the search."""
        return PointFilter(**{name: _frozen(value) for name, value in self.where.items()})

    @property
    def workspaces(self) -> tuple[str, ...]:
        """The workspaces that it belongs to; empty: the whole library."""
        return self.filter.workspaces

    @property
    def since(self) -> float:
        """When it was saved, in seconds since 1970."""
        return datetime.fromisoformat(self.created_at).timestamp()

    @property
    def request(self) -> SearchRequest:
        """The search."""
        return SearchRequest(self.text, SearchScope(self.filter, self.channels))


def new_id() -> str:
    """An id that no other search has."""
    return f"ss-{secrets.token_hex(6)}"


def new_secret() -> str:
    """A secret that messages are signed with, in the form of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def stored_filter(where: PointFilter) -> dict[str, Any]:
    """The fields of a filter that restrict, as JSON values."""
    fields = {name: getattr(where, name) for name in PointFilter.__dataclass_fields__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items() if value}


def now_text() -> str:
    """The time, ISO 8601 in UTC to the millisecond: texts of it are in the order of time."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
