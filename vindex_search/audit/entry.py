"""An entry of the audit log: one JSON object a line, in ASCII, so that no text of a caller can forge or hide a line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Final, Literal, Self, get_args

Action = Literal[
    "upload", "delete", "remove", "retry", "cancel", "pause", "resume", "priority", "forget_workspace", "correct",
    "collection_create", "collection_change", "collection_delete", "share_create", "share_revoke",
    "search_save", "search_change", "search_delete", "message_retry",
    "key_create", "key_revoke", "sign_in", "sign_out", "sign_out_everywhere",
]  # fmt: skip
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
Result = Literal["begun", "done", "failed", "refused"]
MAX_TEXT: Final = 500  # characters of a field: a longer text of a caller is cut


@dataclass(frozen=True, slots=True)
class Entry:
    """What one actor did, tried or was refused.

    Attributes:
        at: Time, ISO 8601 in UTC.
        deed: Random id that the entries of one deed share: `begun`, then `done` or `failed`. A deed whose process was
            killed has a `begun` alone.
        actor_kind: "key" (HTTP), "user" (the command line), "dagster", or "anybody" (HTTP without a key).
        actor_id: Id of the key, number of the machine's user, or id of Dagster's run.
        actor_name: Name of the key or of the machine's user.
        action: One of `ACTIONS`.
        result: One of `Result`.
        workspace, video: What it was done to; empty where it was none.
        address: Address of the client, as the service or its trusted proxy saw it.
        request_id: Of the HTTP request, as in the service's log.
        detail: What else there is to say: an object key, the scopes of a key, an error.
    """

    at: str
    deed: str
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    result: str
    workspace: str = ""
    video: str = ""
    address: str = ""
    request_id: str = ""
    detail: str = ""

    def to_line(self) -> bytes:
        """The entry as a line of the log, with its end."""
        cut = {name: text[:MAX_TEXT] for name, text in asdict(self).items() if text}
        return json.dumps(cut, ensure_ascii=True).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Parse a line; fields that a later version added are ignored.

        Raises:
            ValueError: the line is torn or no entry.
        """
        try:
            values = json.loads(line)
            return cls(**{field.name: str(values.get(field.name, "")) for field in fields(cls)})
        except (ValueError, AttributeError, RecursionError):
            raise ValueError(f"{line[:80]!r} is no entry of the audit log") from None
