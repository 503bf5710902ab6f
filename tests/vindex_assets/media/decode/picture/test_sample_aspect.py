"""sample_aspect: each frame has its own ratio, also where the decoder reorders frames round the change."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from tests.support.media.frames.changing_films import Part, encode_parts
from vindex_assets.media.decode.picture.sample_aspect import SampleAspects

NARROW, WIDE = Fraction(16, 15), Fraction(64, 45)


def aspects_of(path: Path, threads: int) -> list[Fraction | None]:
    with av.open(str(path)) as container:
        stream: Any = container.streams.video[0]
        stream.thread_type, stream.codec_context.thread_count = "AUTO", threads
        aspects = SampleAspects(stream)
        return [aspects.of(frame) for frame in container.decode(stream)]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("codec", ["mpeg2video", "libx264"])
def test_each_frame_has_the_ratio_of_its_part(codec: str, threads: int, tmp_path: Path) -> None:
    parts = [Part(180, 144, aspect, frames=10) for aspect in (NARROW, WIDE, NARROW)]
    options = {"bf": "2"} if codec == "mpeg2video" else {"x264-params": "bframes=3:b-adapt=0"}
    path = encode_parts(tmp_path / "film.ts", parts, codec=codec, options=options)
    assert aspects_of(path, threads) == [NARROW] * 10 + [WIDE] * 10 + [NARROW] * 10


def test_frames_of_another_size_are_measured_as_well(tmp_path: Path) -> None:
    parts = [Part(144, 112, NARROW, frames=6), Part(96, 80, WIDE, frames=6)]
    assert aspects_of(encode_parts(tmp_path / "film.ts", parts, codec="libx264"), 1) == [NARROW] * 6 + [WIDE] * 6


def test_a_container_that_contradicts_the_decoder_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    encode_parts(path, [Part(144, 112, NARROW, frames=6), Part(144, 112, WIDE, frames=6)], codec="libx264")
    with av.open(str(path)) as container:
        stream: Any = container.streams.video[0]
        stream.codec_context.sample_aspect_ratio = Fraction(2)  # as a file says that was remuxed with another ratio
        aspects = SampleAspects(stream)
        assert [aspects.of(frame) for frame in container.decode(stream)] == [NARROW] * 12
