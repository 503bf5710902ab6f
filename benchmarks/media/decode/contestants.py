"""The contestants: ways to make a JPEG of every second of a video, each run in a process of its own."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.harness.sample import OURS

SHORT_SIDE: Final = 512
QUALITY: Final = 85
BATCH: Final = 16
PICTURES_ONLY: Final = "vindex, a picture a second only"
FFMPEG: Final = "ffmpeg"
TORCHCODEC: Final = "torchcodec"
DECORD: Final = "decord"
OPEN_ONLY: Final = "opening the file"

Images = Iterator[npt.NDArray[np.uint8]]


def ours_exact(video: Path) -> Images:
    """Our decoder alone, one frame a second."""
    from vindex_assets.media.decode import open_decoder

    for frame in open_decoder(video, _manifest(video)).frames(max_fps=1.0, short_side=SHORT_SIDE):
        yield frame.image


def ours_with_shots(video: Path) -> int:
    """The work of the asset `frames`: two frames a second, with shots, near duplicates, Parquet and storyboard."""
    from vindex_assets.media.child_tasks import write_frames

    with tempfile.TemporaryDirectory() as folder:
        found = write_frames(str(video), _manifest(video).to_dict(), folder, "content", lambda _: None)
    return int(found["kept"])


def ffmpeg(video: Path) -> int:
    """The reference: the obvious command line."""
    command = ["ffmpeg", "-v", "error", "-i", str(video), "-vf", f"fps=1,scale=-2:{SHORT_SIDE}", "-q:v", "3"]
    piped = subprocess.run([*command, "-f", "image2pipe", "-c:v", "mjpeg", "-"], capture_output=True, check=True)
    return piped.stdout.count(b"\xff\xd8\xff")


def open_only(video: Path) -> int:
    """Opening the container only: the lower bound of everything that uses FFmpeg."""
    from vindex_assets.media.container import open_container

    with open_container(video) as container:
        return len(container.streams)


def decord_batches(video: Path) -> Images:
    """`get_batch` of the frame at each second, resized by the reader."""
    import decord

    width, height = _size(video)
    reader: Any = decord.VideoReader(str(video), width=width, height=height, num_threads=0)
    starts = reader.get_frame_timestamp(list(range(len(reader))))[:, 0]
    chosen = [int(at) for at in np.searchsorted(starts, np.arange(0, starts[-1], 1.0) - 1e-3)]
    for start in range(0, len(chosen), BATCH):
        yield from reader.get_batch(chosen[start : start + BATCH]).asnumpy()


def torchcodec(video: Path) -> Images:
    """`get_frame_played_at` each second; its decoder cannot resize."""
    from torchcodec.decoders import VideoDecoder

    from vindex_assets.media.decode.base import downscale

    decoder = VideoDecoder(str(video), dimension_order="NHWC", num_ffmpeg_threads=0)
    for second in range(int(decoder.metadata.duration_seconds or 0)):
        yield downscale(decoder.get_frame_played_at(second).data.numpy(), SHORT_SIDE)


def _manifest(video: Path) -> Any:
    from vindex_assets.media.probe.probe import MediaLimits, probe

    return probe(video, limits=MediaLimits(max_duration_s=1e6))


def _size(video: Path) -> tuple[int, int]:
    from vindex_assets.media.decode.base import fit_size

    manifest = _manifest(video)
    return fit_size(manifest.width, manifest.height, short_side=SHORT_SIDE)


CONTESTANTS: Final[dict[str, Callable[[Path], Any]]] = {
    OURS: ours_with_shots,
    PICTURES_ONLY: ours_exact,
    FFMPEG: ffmpeg,
    TORCHCODEC: torchcodec,
    DECORD: decord_batches,
    OPEN_ONLY: open_only,
}


def prepare(name: str, warm_up: str) -> Callable[[str], int]:
    """A contestant that has worked on a short video, for `harness.worker`: it gives the number of images it made."""
    count_images(name, Path(warm_up))
    return lambda video: count_images(name, Path(video))


def count_images(name: str, video: Path) -> int:
    """Number of images that a contestant makes."""
    found = CONTESTANTS[name](video)
    return found if isinstance(found, int) else sum(1 for image in found if _jpeg(image))


def _jpeg(image: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "JPEG", quality=QUALITY)
    return data.getvalue()
