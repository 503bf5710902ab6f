"""The contestants: ways to make a JPEG of every second of a video, each run in a process of its own.

`python -m benchmarks.decode.contestants NAME VIDEO WARM_UP` does the work once and prints its cost as a line of JSON.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

SHORT_SIDE: Final = 512
QUALITY: Final = 85
BATCH: Final = 16
REFERENCE: Final = "ffmpeg fps=1,scale"
MIB: Final = 1 << 20

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


def pyav_sequential(video: Path) -> Images:
    """Decodes every frame, and scales one a second."""
    yield from _decode_by_pyav(video, keyframes=False)


def pyav_keyframes(video: Path) -> Images:
    """Key frames only: not one image a second, but the lower bound of decoding."""
    yield from _decode_by_pyav(video, keyframes=True)


def decord_batches(video: Path) -> Images:
    """`get_batch` of the frame at each second, resized by the reader."""
    import decord

    width, height = _size(video)
    reader: Any = decord.VideoReader(str(video), width=width, height=height, num_threads=1)
    starts = reader.get_frame_timestamp(list(range(len(reader))))[:, 0]
    chosen = [int(at) for at in np.searchsorted(starts, np.arange(0, starts[-1], 1.0) - 1e-3)]
    for start in range(0, len(chosen), BATCH):
        yield from reader.get_batch(chosen[start : start + BATCH]).asnumpy()


def torchcodec(video: Path) -> Images:
    """`get_frame_played_at` each second; its decoder cannot resize."""
    from torchcodec.decoders import VideoDecoder

    from vindex_assets.media.decode.base import downscale

    decoder = VideoDecoder(str(video), dimension_order="NHWC", num_ffmpeg_threads=1)
    for second in range(int(decoder.metadata.duration_seconds or 0)):
        yield downscale(decoder.get_frame_played_at(second).data.numpy(), SHORT_SIDE)


def _decode_by_pyav(video: Path, *, keyframes: bool) -> Images:
    import av

    from vindex_assets.media.decode.base import FrameRateLimiter

    width, height = _size(video)
    pace = FrameRateLimiter(max_fps=1.0)
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        if keyframes:
            stream.codec_context.skip_frame = "NONKEY"
        for frame in container.decode(stream):
            if keyframes or pace.accepts(frame.time or 0.0):
                image: Any = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
                yield image


def _manifest(video: Path) -> Any:
    from vindex_assets.media.probe.probe import MediaLimits, probe

    return probe(video, limits=MediaLimits(max_duration_s=1e6))


def _size(video: Path) -> tuple[int, int]:
    from vindex_assets.media.decode.base import fit_size

    manifest = _manifest(video)
    return fit_size(manifest.width, manifest.height, short_side=SHORT_SIDE)


OPEN_ONLY: Final = "opening the file"
CONTESTANTS: Final[dict[str, Callable[[Path], Any]]] = {
    REFERENCE: ffmpeg,
    "ours, exact sampling": ours_exact,
    "ours, with shots and storyboard": ours_with_shots,
    "PyAV sequential": pyav_sequential,
    "PyAV key frames": pyav_keyframes,
    "decord get_batch": decord_batches,
    "torchcodec": torchcodec,
    OPEN_ONLY: open_only,
}


def count_images(name: str, video: Path) -> int:
    """Number of images that a contestant makes."""
    found = CONTESTANTS[name](video)
    return found if isinstance(found, int) else sum(1 for image in found if _jpeg(image))


def _jpeg(image: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "JPEG", quality=QUALITY)
    return data.getvalue()


def _cpu_s() -> float:
    spent = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / MIB


def _peak_mib() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main(name: str, video: Path, warm_up: Path) -> None:
    """Warm up on a short video, then measure."""
    count_images(name, warm_up)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # resets the peak
    before, began, spent = _resident_mib(), time.perf_counter(), _cpu_s()
    frames = count_images(name, video)
    took = {"cpu_s": _cpu_s() - spent, "wall_s": time.perf_counter() - began, "added_mib": _peak_mib() - before}
    print(json.dumps({"frames": frames, **took}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
