"""The notes of an artefact as a table among the metadata that Dagster shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dagster as dg

from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_search.common.clock_time import player_range
from vindex_search.contract.notes import NOTES, Note
from vindex_search.storage.notes import bounded

COLUMNS: Final = ("note", "what", "where", "lost")
LOST: Final = {True: "cannot be found", False: ""}


def notes_metadata(notes: Sequence[Note]) -> Metadata:
    """One row a note: its code, its sentence, its range, and whether something cannot be found; empty without notes."""
    if not notes:
        return {}
    rows = [dg.TableRecord(dict(zip(COLUMNS, _cells(note), strict=True))) for note in bounded(notes)]
    schema = dg.TableSchema([dg.TableColumn(name, "string") for name in COLUMNS])
    return {NOTES: dg.MetadataValue.table(rows, schema), "losses": sum(note.is_loss for note in notes)}


def _cells(note: Note) -> tuple[str, str, str, str]:
    return note.code, note.text, player_range(note.start_s, note.end_s), LOST[note.is_loss]
