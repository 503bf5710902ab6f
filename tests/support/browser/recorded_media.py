"""The recorded service's clips, frames, storyboards and transcripts."""

from __future__ import annotations

import functools
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse, PlainTextResponse
from PIL import Image

from vindex_assets.media.frames.storyboard import StoryboardWriter

if TYPE_CHECKING:
    from tests.support.browser.recorded_service import Recorded

TILE_S = 8.0  # of a storyboard; the key frames of the clips are some seconds apart
TILES = 13


def frame_jpeg(clip: Path, t: float) -> bytes:
    """The key frame at or before `t` seconds as JPEG, 320 pixels wide."""
    buffer = io.BytesIO()
    _frame(clip, t, 320).save(buffer, "JPEG")
    return buffer.getvalue()


def _frame(clip: Path, t: float, width: int) -> Image.Image:
    import av

    with av.open(str(clip)) as container:
        container.seek(int(t * av.time_base))
        image = Image.fromarray(next(container.decode(video=0)).to_ndarray(format="rgb24"))
    image.thumbnail((width, width))
    return image


@functools.cache
def storyboard(clip: Path) -> Path:
    """A storyboard of the first hundred seconds of a clip, made as the pipeline makes it; gives its WebVTT."""
    vtt = Path(tempfile.mkdtemp()) / "storyboard.vtt"
    writer = StoryboardWriter(vtt)
    for number in range(TILES):
        writer.add(number * TILE_S, (number + 1) * TILE_S, np.asarray(_frame(clip, number * TILE_S, 160)))
    writer.finish()
    return vtt


def transcript_of(vtt: Path, *speakers: str) -> list[dict[str, Any]]:
    """The cues of a WebVTT file as segments, said by each of `speakers` in turn, five at a time."""
    import webvtt

    return [
        {
            "start_s": cue.start_in_seconds + cue.start_time.milliseconds / 1000,
            "end_s": cue.end_in_seconds + cue.end_time.milliseconds / 1000,
            "text": cue.text,
            "speaker": speakers[at // 5 % len(speakers)] if speakers else None,
        }
        for at, cue in enumerate(webvtt.read(str(vtt)).captions)
    ]


def _clip_of(state: Recorded, video_id: str) -> Path:
    if video_id not in state.clips:
        raise HTTPException(404)
    return state.clips[video_id]


def add_media(app: FastAPI, state: Recorded) -> None:
    """The routes that hang on one video."""
    _add_storyboard(app, state)

    @app.get("/v1/videos/{video_id}/media")
    def media(video_id: str) -> Response:
        return FileResponse(_clip_of(state, video_id))

    @app.get("/v1/videos/{video_id}/thumbnail")
    def thumbnail(video_id: str, t: float) -> Response:
        return Response(frame_jpeg(_clip_of(state, video_id), t), media_type="image/jpeg")

    @app.get("/v1/videos/{video_id}/chapters")
    def chapters(video_id: str) -> dict[str, Any]:
        return {"video_id": video_id, **state.chapters[video_id]}

    @app.get("/v1/videos/{video_id}/transcript.json")
    def transcript(video_id: str) -> dict[str, Any]:
        if video_id not in state.transcripts:
            raise HTTPException(404)
        return {"video_id": video_id, "segments": state.transcripts[video_id]}


def _add_storyboard(app: FastAPI, state: Recorded) -> None:
    @app.get("/v1/videos/{video_id}/storyboard.vtt")
    def tiles(video_id: str) -> Response:
        return PlainTextResponse(storyboard(_clip_of(state, video_id)).read_text(), media_type="text/vtt")

    @app.get("/v1/videos/{video_id}/storyboard/{name}")
    def sheet(video_id: str, name: str) -> Response:
        return FileResponse(storyboard(_clip_of(state, video_id)).parent / "storyboard" / name)
