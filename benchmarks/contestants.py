"""Ways to have a picture (JPEG) of every second of a film, each run in a process of its own.

`python -m benchmarks.contestants NAME FILM` does the work once and prints what it took as a line of JSON.
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

Pictures = Iterator[npt.NDArray[np.uint8]]


def ours_exact(film: Path) -> Pictures:
    """The sampler alone."""
    from vindex_assets.media.decode import open_decoder

    for frame in open_decoder(film, _manifest(film)).frames(max_fps=1.0, short_side=SHORT_SIDE):
        yield frame.image


def ours_whole(film: Path) -> int:
    """What the asset `frames` does: shots, near-duplicates, Parquet and storyboard as well, at two looks a second."""
    from vindex_assets.media.child_tasks import write_frames

    with tempfile.TemporaryDirectory() as folder:
        found = write_frames(str(film), _manifest(film).to_dict(), folder, "content", lambda _: None)
    return int(found["kept"])


def ffmpeg(film: Path) -> int:
    """The reference: the command line everybody writes first."""
    command = ["ffmpeg", "-v", "error", "-i", str(film), "-vf", f"fps=1,scale=-2:{SHORT_SIDE}", "-q:v", "3"]
    piped = subprocess.run([*command, "-f", "image2pipe", "-c:v", "mjpeg", "-"], capture_output=True, check=True)
    return piped.stdout.count(b"\xff\xd8\xff")


def opening(film: Path) -> int:
    """Nothing but FFmpeg reading the file's own index: what no use of it can do without."""
    from vindex_assets.media.container import open_container

    with open_container(film) as container:
        return len(container.streams)


def pyav_sequential(film: Path) -> Pictures:
    """Every frame decoded, one a second scaled."""
    yield from _by_pyav(film, keyframes=False)


def pyav_keyframes(film: Path) -> Pictures:
    """Key frames alone: not a picture a second, but the least that decoding can cost."""
    yield from _by_pyav(film, keyframes=True)


def decord_batches(film: Path) -> Pictures:
    """`get_batch` of the frames at each second, resized in the reader."""
    import decord

    width, height = _size(film)
    reader: Any = decord.VideoReader(str(film), width=width, height=height, num_threads=1)
    starts = reader.get_frame_timestamp(list(range(len(reader))))[:, 0]
    chosen = [int(at) for at in np.searchsorted(starts, np.arange(0, starts[-1], 1.0) - 1e-3)]
    for start in range(0, len(chosen), BATCH):
        yield from reader.get_batch(chosen[start : start + BATCH]).asnumpy()


def torchcodec(film: Path) -> Pictures:
    """`get_frames_played_at` of each second; it has no resize in the decoder."""
    from torchcodec.decoders import VideoDecoder

    from vindex_assets.media.decode.base import downscale

    decoder = VideoDecoder(str(film), dimension_order="NHWC", num_ffmpeg_threads=1)
    for second in range(int(decoder.metadata.duration_seconds or 0)):
        yield downscale(decoder.get_frame_played_at(second).data.numpy(), SHORT_SIDE)


def _by_pyav(film: Path, *, keyframes: bool) -> Pictures:
    import av

    from vindex_assets.media.decode.base import FrameRateLimiter

    width, height = _size(film)
    pace = FrameRateLimiter(max_fps=1.0)
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        if keyframes:
            stream.codec_context.skip_frame = "NONKEY"
        for frame in container.decode(stream):
            if keyframes or pace.accepts(frame.time or 0.0):
                picture: Any = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
                yield picture


def _manifest(film: Path) -> Any:
    from vindex_assets.media.probe.probe import MediaLimits, probe

    return probe(film, limits=MediaLimits(max_duration_s=1e6))


def _size(film: Path) -> tuple[int, int]:
    from vindex_assets.media.decode.base import fit_size

    manifest = _manifest(film)
    return fit_size(manifest.width, manifest.height, short_side=SHORT_SIDE)


OPENING: Final = "opening the file"
CONTESTANTS: Final[dict[str, Callable[[Path], Any]]] = {
    REFERENCE: ffmpeg,
    "ours, exact sampling": ours_exact,
    "ours, with shots and storyboard": ours_whole,
    "PyAV sequential": pyav_sequential,
    "PyAV key frames": pyav_keyframes,
    "decord get_batch": decord_batches,
    "torchcodec": torchcodec,
    OPENING: opening,
}


def worked(name: str, film: Path) -> int:
    """Pictures made."""
    found = CONTESTANTS[name](film)
    return found if isinstance(found, int) else sum(1 for picture in found if _jpeg(picture))


def _jpeg(picture: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=QUALITY)
    return data.getvalue()


def _cpu_s() -> float:
    spent = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / MIB


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main(name: str, film: Path, warm_up: Path) -> None:
    """Load what the work needs on a short film, then measure."""
    worked(name, warm_up)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begin the peak anew
    before, began, spent = _resident(), time.perf_counter(), _cpu_s()
    frames = worked(name, film)
    took = {"cpu_s": _cpu_s() - spent, "wall_s": time.perf_counter() - began, "added_mib": _peak() - before}
    print(json.dumps({"frames": frames, **took}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
