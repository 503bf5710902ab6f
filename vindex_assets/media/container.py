"""Opening files that strangers made: only real media formats, only from the file itself, damage stepped over.

FFmpeg also opens play lists, which name other files and addresses to read, and pictures, text and devices. None of
these is an upload that can be indexed, and a play list would let one upload show another one's content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.failures import Permanent
from vindex_search.common.content_sniffing import HEAD_BYTES, has_media_signature

if TYPE_CHECKING:
    from av.container import InputContainer

# FFmpeg's names of what `media_types.MEDIA_SUFFIXES` holds, and of the raw streams that such files are often in truth.
FORMATS: Final = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegvideo,mpegts,flv,live_flv,asf,ogg,mp3,wav,w64,flac,aac,aiff,caf,"
    "h264,hevc,m4v,mjpeg,ivf,mxf,gxf,nut,rm,dv,ac3,eac3,amr,au,srt,webvtt,ass"
)
OPTIONS: Final = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
MOST_LATE_STREAMS: Final = 16
DAMAGED: Final = "the file is damaged or cut off: its index cannot be read"
NO_MEDIA: Final = "the file is no video or audio that can be read"
EMPTY: Final = "the file is empty"


def open_container(path: Path) -> InputContainer:
    """Open a file with PyAV; tags that are not UTF-8 are read with replacement characters.

    Raises:
        Permanent: it is empty, damaged beyond opening, or no media.
    """
    import av

    silence_ffmpeg()
    if path.stat().st_size == 0:
        raise Permanent(EMPTY)
    try:
        return av.open(str(path), metadata_errors="replace", options=OPTIONS)
    except FileNotFoundError:
        raise
    except (av.FFmpegError, OSError) as problem:
        damaged = isinstance(problem, av.InvalidDataError | av.EOFError) and _looks_like_media(path)
        raise Permanent(DAMAGED if damaged else NO_MEDIA) from None


@cache
def silence_ffmpeg() -> None:
    """Keep FFmpeg's own log out of Python.

    PyAV hands it to Python's logging, for which a decoding thread waits for the interpreter's lock; whoever frees the
    decoder meanwhile holds that lock and waits for the thread. Seen here: both workers of a test run stood still for
    ever. FFmpeg's default callback takes no lock, and at this level it prints nothing.
    """
    import av.logging

    av.logging.restore_default_callback()
    av.logging.set_libav_level(av.logging.PANIC)


def _looks_like_media(path: Path) -> bool:
    """Whether the first bytes are those of media: then it is damaged, not something else."""
    with path.open("rb") as file:
        return has_media_signature(file.read(HEAD_BYTES))


def demux(container: InputContainer, *streams: Any) -> Iterator[Any]:
    """The packets of some streams as they lie in the file, up to its end or to where it cannot be read on."""
    import av

    for _ in range(MOST_LATE_STREAMS):
        try:
            yield from container.demux(*streams)
        except IndexError:
            continue  # PyAV 18 trips over a stream that begins late, as in FLV and MPEG-TS; asked again it goes on
        except (av.FFmpegError, OSError):
            return  # a file cut off or damaged: what came before it counts
        else:
            return


def decode_frames(container: InputContainer, stream: Any, *, on_lost_packet: Callable[[], None]) -> Iterator[Any]:
    """The frames of a stream; `on_loss` is called for each packet that cannot be decoded, and decoding goes on."""
    import av

    for packet in demux(container, stream):
        if packet.size == 0 and packet.pts is not None:
            continue  # Theora's way to say that the picture stands
        try:
            yield from packet.decode()
        except av.EOFError:
            return
        except (av.FFmpegError, ValueError, MemoryError):  # PyAV's own checks of a frame's shape raise the last two
            on_lost_packet()
