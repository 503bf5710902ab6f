"""The picture of a video is recorded once for its frames, from what is stored."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from PIL import Image

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import register_upload
from tests.support.library.video_tasks import task_for
from vindex_assets.assets import frames
from vindex_assets.assets.frames import keep_poster
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.poster import PosterRecord
from vindex_search.contract.records import VideoRecord
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.video import POSTER_POSITION, get_video, poster_time

STAMP = Stamp((("video", "content"),), "2")


def jpeg(pixels: npt.NDArray[Any]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "JPEG")
    return file.getvalue()


BLACK = jpeg(np.zeros((90, 160, 3)))
SCENE = jpeg(np.kron(np.random.default_rng(1).integers(20, 235, (9, 16, 3)), np.ones((10, 10, 1))))


@pytest.fixture
def task(home: Home) -> VideoTask:
    """The step on a film of 30 s: black, a scene, black."""
    name = register_upload(home, "team/a.mp4")
    home.library.store.write_record(name, VideoRecord.from_manifest({"duration_s": 30.0, "width": 160}))
    rows = [
        {**dict.fromkeys(FRAMES_SCHEMA), "start_s": 10.0 * at, "end_s": 10.0 * at + 10, "phash": at, "jpeg": picture}
        for at, picture in enumerate((BLACK, SCENE, BLACK))
    ]
    home.library.store.write_table(name, FRAMES, pl.DataFrame(rows, schema=FRAMES_SCHEMA), STAMP)
    return task_for(home, "frames", name, STAMP)


def recorded(task: VideoTask) -> PosterRecord | None:
    return task.library.store.read_record(task.video_id, PosterRecord)


def test_the_scene_is_the_picture_of_the_video(home: Home, task: VideoTask) -> None:
    keep_poster(task)

    assert recorded(task) == PosterRecord(STAMP.fingerprint, 15.0)
    video = get_video(home.library.store, task.video_id)
    assert video is not None
    assert poster_time(home.library.store, video) == 15.0


def test_it_is_chosen_once(task: VideoTask, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_poster(task)
    monkeypatch.setattr(frames, "find_poster", lambda *_: pytest.fail("chosen again"))

    keep_poster(task)


def test_of_other_frames_it_is_chosen_anew(home: Home, task: VideoTask) -> None:
    home.library.store.write_record(task.video_id, PosterRecord("of others", 2.0))

    keep_poster(task)

    assert recorded(task) == PosterRecord(STAMP.fingerprint, 15.0)


def test_without_frames_there_is_none(home: Home, task: VideoTask) -> None:
    home.library.store.write_record(task.video_id, PosterRecord("of others", 2.0))
    home.library.store.write_table(task.video_id, FRAMES, pl.DataFrame(schema=FRAMES_SCHEMA), STAMP)

    keep_poster(task)

    assert recorded(task) is None


def test_until_it_is_chosen_a_frame_near_the_beginning_stands_for_it(home: Home, task: VideoTask) -> None:
    video = get_video(home.library.store, task.video_id)

    assert video is not None
    assert poster_time(home.library.store, video) == 30.0 * POSTER_POSITION
