"""note_table: every asset's materialization shows the notes of its artefact, made in this run or found there."""

from __future__ import annotations

from typing import Any

import dagster as dg
import polars as pl

from tests.support.dagster.step_runs import StepRuns, register_uploads
from tests.support.library.home import Home
from tests.support.storage.notes import DECIDED, LOST, SKIPPED
from vindex_assets.pipeline.metadata.note_table import notes_metadata
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.notes import Note, to_stamp
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.storage.notes import MAX_PER_CODE


def rows(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    table = metadata["notes"]
    assert isinstance(table, dg.TableMetadataValue)
    return [dict(record.data) for record in table.records]


def test_a_row_says_what_where_and_whether_it_is_lost() -> None:
    metadata = notes_metadata([DECIDED, LOST, SKIPPED])
    assert metadata["losses"] == 2
    assert rows(metadata)[:2] == [
        {"note": "length_corrected", "what": DECIDED.text, "where": "", "lost": ""},
        {"note": "sound_lost", "what": LOST.text, "where": "0:12-0:40", "lost": "cannot be found"},
    ]


def test_without_notes_there_is_nothing() -> None:
    assert notes_metadata([]) == {}


def test_a_table_is_bounded() -> None:
    metadata = notes_metadata([Note("frames_lost", f"picture {at}") for at in range(1000)])
    assert (len(rows(metadata)), metadata["losses"]) == (MAX_PER_CODE + 1, 1000)


def test_a_step_shows_the_notes_of_its_artefact_also_where_it_was_there_already(home: Home) -> None:
    (video,) = register_uploads(home, "a")

    def make_notes(task: VideoTask) -> None:
        stamp = task.stamp.with_note(to_stamp([LOST]))
        task.library.store.write_table(task.video_id, FRAMES, pl.DataFrame(schema=FRAMES_SCHEMA), stamp)

    runs = StepRuns(home)
    assert runs.run([video]).success
    assert "notes" not in newest(home)
    make_notes(task_of(home, video))
    assert runs.run([video]).success
    assert (len(runs.worked_on("frames")), newest(home)["reused"].value) == (1, True)
    assert [row["note"] for row in rows(newest(home))] == ["sound_lost"]


def newest(home: Home) -> dict[str, Any]:
    """Metadata of the newest materialization of the frames."""
    record = home.instance.fetch_materializations(dg.AssetKey("frames"), limit=1).records[0].asset_materialization
    assert record is not None
    return dict(record.metadata)


def task_of(home: Home, video: str) -> VideoTask:
    """The task of the frames with the stamp that they have."""
    stamp = home.library.store.stamp(video, FRAMES)
    assert stamp is not None
    return VideoTask(home.library, "frames", video, "1", "r1", stamp)
