"""The upload sensor's cursor: where its scan of the bucket goes on, and the files that it waits for.

Nothing depends on it. Where it is lost, the bucket is scanned from its beginning, and Dagster's partitions are compared
with the whole library once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from vindex_assets.uploads.upload import Sighting
from vindex_search.videos.left_alone import LeftAlone


class UnreadableCursor(ValueError):
    """A cursor that this version did not write; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ScanCursor:
    """Where a pass over the bucket is. Dagster stores it as JSON, so the field names stay.

    Attributes:
        after: The key at which the pass goes on; None: it has ended.
        began: When it began, Unix seconds.
        thorough: Every upload it comes by gets its partition, whether it is new or not.
        sightings: By object key, the uploads that are still being written.
        again: Keys to list at the next tick, wherever the pass is.
        left: What the pass has left alone so far; of the whole bucket where it has ended.
        reported: What the last pass left alone; None: no pass has ended since the cursor was made.
        version: Of this format.
    """

    after: str | None = ""
    began: float = 0.0
    thorough: bool = True
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    left: LeftAlone = field(default_factory=LeftAlone)
    reported: LeftAlone | None = None
    version: Literal[1] = 1

    def to_json(self) -> str:
        """As Dagster stores it."""
        return _CURSOR.dump_json(self).decode()


_CURSOR: Final = TypeAdapter(ScanCursor)


def read_cursor(text: str | None) -> ScanCursor:
    """The cursor that `to_json` wrote; a new one where there is none yet.

    Raises:
        UnreadableCursor: it is damaged or of another version.
    """
    if not text:
        return ScanCursor()
    try:
        return _CURSOR.validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise UnreadableCursor(f"the sensor's cursor cannot be read: {where}: {first['msg']}") from None
