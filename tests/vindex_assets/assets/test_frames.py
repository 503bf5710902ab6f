"""The frames are written last, as their stamp says that the storyboard is complete too. Nothing is decoded here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import register_upload
from tests.support.library.video_tasks import task_for
from vindex_assets.assets.frames import MAX_CONTACT_SHEET_FRAMES, describe, make, storyboard_files
from vindex_assets.failures import DecoderDied, Permanent
from vindex_assets.media.frames.picture_files import FRAMES_FOLDER, STORYBOARD_FILE
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import FRAMES, STORYBOARD
from vindex_search.contract.records import VideoRecord
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.storage import files
from vindex_search.storage.stamp import Stamp

STAMP = Stamp((("video", "content"),), "2")
SHEETS = ["storyboard/000.jpg", "storyboard/001.jpg"]
ROWS = 30


@pytest.fixture
def task(home: Home, monkeypatch: pytest.MonkeyPatch) -> VideoTask:
    """The step on a probed video, whose child process leaves frames of two shots and a storyboard of two sheets."""

    def child(_: VideoTask, function: str, folder: str, sampling: str, *, writable: Path) -> dict[str, Any]:
        assert (function, sampling, writable) == ("write_frames", "content", Path(folder))
        write_results(Path(folder))
        return {"kept": ROWS, "pictures_until_s": 9.0, "sheets": ["../../others/video.json"]}  # what lies there counts

    monkeypatch.setattr(VideoTask, "run_in_child", child)
    return probed(home, video_stream={"index": 0})


def probed(home: Home, **facts: Any) -> VideoTask:
    name = register_upload(home, "team/a.mp4")
    home.library.store.write_record(name, VideoRecord.from_manifest({"duration_s": 9.0, "width": 64, **facts}))
    return task_for(home, "frames", name, STAMP)


def write_results(folder: Path) -> None:
    """What `write_frames` leaves, in two files of rows."""
    (folder / FRAMES_FOLDER).mkdir()
    (folder / "storyboard").mkdir()
    rows = [
        {**dict.fromkeys(FRAMES_SCHEMA), "frame_index": at, "shot": at // 20, "jpeg": f"picture {at}".encode()}
        for at in range(ROWS)
    ]
    for part in range(2):
        half = rows[part * ROWS // 2 : (part + 1) * ROWS // 2]
        pl.DataFrame(half, schema=FRAMES_SCHEMA).write_parquet(folder / FRAMES_FOLDER / f"{part}.parquet")
    for sheet in SHEETS:
        (folder / sheet).write_bytes(sheet.encode())
    (folder / STORYBOARD_FILE).write_bytes(b"WEBVTT")


def test_frames_and_storyboard_are_stored_with_one_stamp(home: Home, task: VideoTask) -> None:
    make(task)
    store = home.library.store
    assert store.read_table(task.video_id, FRAMES)["frame_index"].to_list() == list(range(ROWS))
    stamp = store.stamp(task.video_id, FRAMES)
    assert stamp == STAMP
    assert stamp.note["sheets"] == SHEETS
    assert storyboard_files(stamp) == [*SHEETS, STORYBOARD]
    for name in storyboard_files(stamp):
        assert store.stamp(task.video_id, name) == STAMP
    assert store.path(task.video_id, SHEETS[1]).read_bytes() == SHEETS[1].encode()
    assert store.path(task.video_id, STORYBOARD).read_bytes() == b"WEBVTT"


def test_a_storyboard_that_no_film_gives_is_not_read(task: VideoTask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vindex_assets.assets.frames.MAX_STORYBOARD_FILE", 0)
    with pytest.raises(Permanent, match="the decoder left a storyboard of more than 0 MiB"):
        make(task)


def test_where_the_decoder_dies_the_file_is_decoded_once_more_in_one_thread(
    home: Home, task: VideoTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def child(_: VideoTask, function: str, folder: str, sampling: str, *, writable: Path) -> dict[str, Any]:
        called.append(function)
        write_results(Path(folder))
        if function == "write_frames":
            raise DecoderDied("decoding made no progress for 120 s")
        return {"kept": ROWS, "decoder": "pyav", "sheets": SHEETS}

    monkeypatch.setattr(VideoTask, "run_in_child", child)
    make(task)
    assert called == ["write_frames", "write_frames_sequentially"]
    stamp = home.library.store.stamp(task.video_id, FRAMES)
    assert stamp is not None
    assert stamp.note["decoder"] == "pyav"


def test_where_no_decoder_survives_the_video_fails_with_the_second_reason(
    task: VideoTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def child(_: VideoTask, function: str, *_arguments: str, writable: Path) -> dict[str, Any]:
        raise DecoderDied(f"{function} crashed")

    monkeypatch.setattr(VideoTask, "run_in_child", child)
    with pytest.raises(DecoderDied, match="write_frames_sequentially crashed"):
        make(task)


@pytest.mark.parametrize("name", [*SHEETS, STORYBOARD])
def test_frames_without_their_whole_storyboard_are_not_stored(
    home: Home, task: VideoTask, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.write

    def full(path: Any, data: bytes) -> None:
        if path.name == Path(name).name:
            raise OSError("the disk is full")
        real(path, data)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="the disk is full"):
        make(task)
    assert home.library.store.stamp(task.video_id, FRAMES) is None


def test_a_file_without_pictures_has_no_frames_and_the_reason(home: Home) -> None:
    task = probed(home, video_stream=None, streams=[])
    make(task)
    store = home.library.store
    assert store.read_table(task.video_id, FRAMES).is_empty()
    stamp = store.stamp(task.video_id, FRAMES)
    assert stamp == STAMP
    assert stamp.note["absent"]
    assert storyboard_files(stamp) == []
    assert describe(task) == {"frames": 0, "shots": 0, "absent": stamp.note["absent"]}


def test_the_metadata_count_frames_and_shots_and_show_some_of_them(
    task: VideoTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bytes] = []

    def sheet_of(pictures: list[bytes]) -> bytes:
        shown.extend(pictures)
        return b"sheet"

    monkeypatch.setattr("vindex_assets.media.frames.storyboard.contact_sheet", sheet_of)
    make(task)
    metadata = describe(task)
    assert (metadata["frames"], metadata["shots"], metadata["pictures_until_s"]) == (ROWS, 2, 9.0)
    assert "sheets" not in metadata
    assert metadata["contact sheet"].value == "![contact sheet](data:image/jpeg;base64,c2hlZXQ=)"
    assert shown == [f"picture {at}".encode() for at in range(0, ROWS, 2)]
    assert len(shown) <= MAX_CONTACT_SHEET_FRAMES
