"""The journal of corrections of a video, or of the speakers of a workspace: entries in order, none is ever changed.

corrections.json               in the folder of the video: it goes with the video, and no run replaces it
speakers/<workspace>.json      below the root of the store: names of speakers in all videos of a workspace
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from vindex_search.contract.artefacts import CORRECTIONS
from vindex_search.contract.corrections.correction import Correction, InvalidCorrection
from vindex_search.contract.record_format import DamagedRecord, Fields, Record

MAX_ENTRIES: Final = 2_000  # of a journal, which is read whole: some 600 KB
DIGEST_LENGTH: Final = 16  # as a stamp's fingerprint


@dataclass(frozen=True, slots=True)
class CorrectionsRecord(Record):
    """All entries of a video or of a workspace, oldest first."""

    FILE: ClassVar = CORRECTIONS
    entries: tuple[Correction, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The entries as objects."""
        return {"entries": [entry.to_dict() for entry in self.entries]}

    @property
    def active(self) -> tuple[Correction, ...]:
        """The entries that are in force, oldest first: neither undone, nor an undo."""
        return active(self.entries)

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        objects = (Fields(record.source, one) for one in record.objects("entries"))
        try:
            return cls(tuple(map(Correction.from_fields, objects)))
        except InvalidCorrection as problem:
            raise DamagedRecord(f"{record.source}: {problem}") from None


def active(entries: Sequence[Correction]) -> tuple[Correction, ...]:
    """The entries in force: an undo takes back what it names, be it an undo itself, unless it is undone later."""
    undone: set[str] = set()
    for entry in reversed(entries):  # from the end: what undoes an undo is seen before it
        if entry.kind == "undo" and entry.id not in undone:
            undone.add(entry.before)
    return tuple(entry for entry in entries if entry.kind != "undo" and entry.id not in undone)


def digest(corrections: Iterable[Correction]) -> str:
    """16 hex digits over what corrections say, whoever made them; empty without any."""
    said = [(one.kind, one.before, one.after, one.start_s, one.end_s) for one in corrections]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:DIGEST_LENGTH] if said else ""
