"""What the assets show of a film in Dagster: whatever is said, read or named in it is neither Markdown nor a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import dagster as dg
import polars as pl
import pytest

from tests.support.dagster.step_runs import register_uploads
from tests.support.library.foreign_text import HOSTILE, steering
from tests.support.library.home import Home
from tests.support.library.video_tasks import task_for
from vindex_assets.assets import screen_text, transcript, video
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.metadata.note_table import notes_metadata
from vindex_assets.pipeline.metadata.plain_text import inert, inert_metadata
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import SCREEN_TEXT, TRANSCRIPT
from vindex_search.contract.notes import Note
from vindex_search.contract.records import VideoRecord
from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA, TRANSCRIPT_SCHEMA
from vindex_search.storage.stamp import Stamp

LINKED: Final = re.compile(r"https?://", re.IGNORECASE)
STAMP: Final = Stamp((), "1")


def say(task: VideoTask) -> Metadata:
    row = {**dict.fromkeys(TRANSCRIPT_SCHEMA), "text": HOSTILE, "language": HOSTILE, "speaker": HOSTILE}
    table = pl.DataFrame([row], schema=TRANSCRIPT_SCHEMA)
    task.library.store.write_table(task.video_id, TRANSCRIPT, table, STAMP.with_note({"origin": HOSTILE}))
    return transcript.describe(task)


def write_on_screen(task: VideoTask) -> Metadata:
    row = {**dict.fromkeys(SCREEN_TEXT_SCHEMA), "start_s": 0.0, "end_s": 1.0, "text": HOSTILE}
    table = pl.DataFrame([row], schema=SCREEN_TEXT_SCHEMA)
    task.library.store.write_table(task.video_id, SCREEN_TEXT, table, STAMP)
    return screen_text.describe(task)


def name(task: VideoTask) -> Metadata:
    tags = [{"title": HOSTILE, "tags": {HOSTILE: HOSTILE}}]
    facts = {"object_key": f"team/{HOSTILE}", "container": HOSTILE, "streams": tags, "chapters": tags}
    task.library.store.write_record(task.video_id, VideoRecord.from_manifest({"duration_s": 1.0, "width": 1, **facts}))
    return video.describe(task)


def note(_task: VideoTask) -> Metadata:
    return notes_metadata([Note("subtitles_unreadable", HOSTILE)])


@pytest.mark.parametrize("describe", [say, write_on_screen, name, note])
def test_nothing_of_a_file_is_markdown_or_a_link(home: Home, describe: Any) -> None:
    (video_id,) = register_uploads(home, "a")
    shown = dg.AssetMaterialization("a", metadata=inert_metadata(describe(task_for(home, "video", video_id, STAMP))))
    kinds = {type(value) for value in shown.metadata.values()}
    assert dg.MarkdownMetadataValue not in kinds
    texts = [text for value in shown.metadata.values() for text in texts_of(value)]
    assert [text for text in texts if LINKED.search(text) and not text.endswith(f"/v/{video_id}")] == []
    assert [text for text in texts if steering(text)] == []
    assert any("![t](/graphql?query=mutation{x})" in text or r"\x1b]0;owned" in text for text in texts), "it was shown"


def texts_of(value: Any) -> list[str]:
    """Every text of a value of metadata, as the UI shows it."""
    if isinstance(value, dg.TableMetadataValue):
        return texts_of([record.data for record in value.records])
    if isinstance(value, dg.MetadataValue):
        return texts_of(value.value)
    if isinstance(value, Mapping):
        return [*map(str, value), *texts_of(list(value.values()))]
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


def test_a_reason_is_shown_as_it_reads_but_for_its_links() -> None:
    assert inert("the file `a` ![t](x) <b>") == "the file `a` ![t](x) <b>"
