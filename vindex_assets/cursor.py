"""What the upload sensor keeps between two ticks: where its listing goes on, and the files that it waits for.

Nothing depends on it. Where it is lost, the bucket is gone through from its beginning, and Dagster's partitions are
compared with all that there is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from vindex_assets.uploads import Sighting

VERSION: Final = 1


class UnreadableCursor(ValueError):
    """A cursor that this version did not write; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a pass through the bucket is.

    `after`: where it goes on; None: it has ended. `began`: when, in seconds since 1970. `thorough`: every upload it
    sees is shown as a partition, whether it is new or not. `sightings`: of the uploads that are still being written.
    `again`: keys to be listed at the next tick wherever the pass is.
    """

    after: str | None = ""
    began: float = 0.0
    thorough: bool = True
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    again: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As Dagster keeps it."""
        return json.dumps({"version": VERSION, **asdict(self)})


def read_cursor(text: str | None) -> Cursor:
    """The cursor that `to_json` wrote; a new one where there is none yet.

    Raises:
        UnreadableCursor: it is damaged or of another version.
    """
    if not text:
        return Cursor()
    try:
        kept: dict[str, Any] = json.loads(text)
        version = kept.pop("version")
        if version != VERSION:
            raise UnreadableCursor(f"the cursor is of version {version!r}; this vindex reads {VERSION}")
        sightings = {name: Sighting(**one) for name, one in kept.pop("sightings").items()}
        return _checked(Cursor(**{**kept, "sightings": sightings, "again": tuple(kept.pop("again"))}))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        if isinstance(problem, UnreadableCursor):
            raise
        raise UnreadableCursor(f"the cursor cannot be read: {problem!r}") from None


def _checked(cursor: Cursor) -> Cursor:
    """The same cursor; TypeError where a part of it has another type than it was written with."""
    texts = [*cursor.again, *cursor.sightings, *(one.revision for one in cursor.sightings.values())]
    numbers = [cursor.began, *(one.since for one in cursor.sightings.values())]
    if not (cursor.after is None or isinstance(cursor.after, str)) or not isinstance(cursor.thorough, bool):
        raise TypeError("a part of it has the wrong type")
    if not all(isinstance(one, str) for one in texts) or not all(isinstance(one, int | float) for one in numbers):
        raise TypeError("a part of it has the wrong type")
    return cursor
