"""Opening, demuxing and decoding untrusted files with PyAV: allow-listed formats, local data only, damage skipped.

FFmpeg also opens play lists, which name other files and URLs to read, and images, text and devices. None of these is
an upload that can be indexed, and a play list would let one upload expose the content of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from vindex_assets.failures import Permanent
from vindex_assets.media.clock.readers import leading_stream, on_clock
from vindex_assets.media.clock.stream_clock import StreamClock
from vindex_assets.media.clock.wav_header import sound_goes_on
from vindex_search.common.content_sniffing import HEAD_BYTES, begins_as_text, has_media_signature
from vindex_search.contract.play_lists import ID3_HEADER_BYTES, id3_tag_bytes, play_list_kind

if TYPE_CHECKING:
    from av.container import InputContainer

# FFmpeg's demuxers for the suffixes in `media_types.MEDIA_SUFFIXES`, and for raw streams often named like them. Left
# out are play lists, pictures, text, devices, samples without a header (any file would be sound), formats of games.
FORMAT_WHITELIST: Final = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegvideo,mpegts,flv,live_flv,asf,ogg,mp3,wav,w64,flac,aac,aiff,caf,"
    "h264,hevc,m4v,mjpeg,ivf,mxf,gxf,nut,rm,dv,ac3,eac3,amr,au,wtv,yuv4mpegpipe,vvc,vc1,av1,obu,dhav,dts,dtshd,mlp,truehd,"
    "wv,ape,tta,tak,mpc,mpc8,dsf,voc,oma,loas,dss,qcp,nistsphere,nsv,nuv,pva,ty,srt,webvtt,ass"
)
OPEN_OPTIONS: Final = {"format_whitelist": FORMAT_WHITELIST, "protocol_whitelist": "file"}
WHOLE_WAV: Final = {"ignore_length": "1"}  # what the header states is too short
PROBED_BYTES: Final = 1 << 20  # PROBE_BUF_MAX of libavformat/format.c
MAX_TAGS: Final = 16  # of ID3, one behind the other; two are seen now and then
MAX_LATE_STREAMS: Final = 16
DAMAGED: Final = "the file is damaged or cut off: its index cannot be read"
NO_MEDIA: Final = "the file is not a video or audio file that can be read"
EMPTY: Final = "the file is empty"
PLAY_LIST: Final = "the file is a play list ({kind}), which names other files; the films themselves can be uploaded"
# Raw streams hold no times, only FFmpeg's duration of a picture: what the stream states, else 1/25 s.
UNTIMED_FORMATS: Final = frozenset({"h264", "hevc", "vvc", "m4v"})


def open_container(path: Path) -> InputContainer:
    """Open a file with PyAV; bytes of tags that are not UTF-8 become replacement characters.

    Raises:
        Permanent: it is empty, damaged beyond opening, or not a media file.
    """
    import av

    silence_ffmpeg()
    if path.stat().st_size == 0:
        raise Permanent(EMPTY)
    refuse_text(path)
    try:
        options = {**OPEN_OPTIONS, **(WHOLE_WAV if sound_goes_on(path) else {})}
        return av.open(str(path), metadata_errors="replace", options=options)
    except FileNotFoundError:
        raise
    except (av.FFmpegError, OSError) as error:
        damaged = isinstance(error, av.InvalidDataError | av.EOFError) and _has_media_signature(path)
        raise Permanent(DAMAGED if damaged else NO_MEDIA) from None


def silence_ffmpeg() -> None:
    """Keep FFmpeg's log out of Python's logging; called each time a file is opened.

    PyAV's callback, where it is switched on, takes the GIL for each line that a decoding thread logs, while whoever
    closes the decoder holds the GIL and waits for that thread: both wait for ever. It is off at first, but torchvision
    switches it on when it is imported.
    """
    import av.logging

    av.logging.set_level(None)


def refuse_text(path: Path) -> None:
    """Keep what begins as a play list or as another text from every demuxer, also where a film is behind it.

    Raises:
        Permanent: it does.
    """
    with path.open("rb") as file:
        for start in sorted({0, _end_of_tags(file)}):
            head = _read_head(file, start)
            if kind := play_list_kind(head):
                raise Permanent(PLAY_LIST.format(kind=kind))
            if begins_as_text(head):
                raise Permanent(NO_MEDIA)


def _read_head(file: BinaryIO, start: int) -> bytes:
    """Some bytes of a file, and more where text goes on: as far as FFmpeg looks when it asks what the file is."""
    file.seek(start)
    head = file.read(HEAD_BYTES)
    return head if b"\0" in head else head + file.read(PROBED_BYTES - HEAD_BYTES)


def _end_of_tags(file: BinaryIO) -> int:
    """Where the ID3 tags at the beginning of a file end, however large their pictures are; FFmpeg skips them."""
    end = 0
    for _ in range(MAX_TAGS):
        file.seek(end)
        end += (skipped := id3_tag_bytes(file.read(ID3_HEADER_BYTES)))
        if not skipped:
            break
    return end


def _has_media_signature(path: Path) -> bool:
    with path.open("rb") as file:
        return has_media_signature(_read_head(file, 0))


def demux(container: InputContainer, *streams: Any) -> Iterator[Any]:
    """The packets of the given streams (of all without any) in file order, up to the end or to the first damage.

    Those of a raw stream get times by their number; pictures that are stored out of order are off by that many.
    """
    import av

    timed = _number_packets if container.format.name in UNTIMED_FORMATS else iter
    for _ in range(MAX_LATE_STREAMS):
        try:
            yield from timed(container.demux(*streams))
        except IndexError:
            continue  # PyAV 18 fails on a stream that starts late, as in FLV and MPEG-TS; a second call continues
        except (av.FFmpegError, OSError):
            return  # the file is cut off or damaged: the packets before that are valid
        else:
            return


def demux_on_clock(container: InputContainer, stream: Any, clocks: Sequence[StreamClock]) -> Iterator[Any]:
    """The packets of one stream, their times on the running clock of the manifest."""
    if not any(clock.shifts for clock in clocks):
        return demux(container, stream)
    indexes = sorted({stream.index, leading_stream(stream.index, clocks)})
    return on_clock(demux(container, *(container.streams[index] for index in indexes)), stream.index, clocks)


def decode_frames(
    container: InputContainer,
    stream: Any,
    *,
    on_lost_packet: Callable[[], None],
    clocks: Sequence[StreamClock] = (),
    decoder: Any = None,
) -> Iterator[Any]:
    """The frames of a stream, their times on the running clock.

    `on_lost_packet` is called for each packet that cannot be decoded, which is skipped. `decoder` takes the place of
    the stream's own decoder.
    """
    import av

    for packet in demux_on_clock(container, stream, clocks):
        if packet.size == 0 and packet.pts is not None:
            continue  # Theora's packet for "the previous picture is repeated"
        try:
            yield from decoder.decode(packet) if decoder else packet.decode()
        except av.EOFError:
            return
        except (av.FFmpegError, ValueError, MemoryError):  # PyAV's own checks of a frame's shape raise the last two
            on_lost_packet()


def _number_packets(packets: Iterator[Any]) -> Iterator[Any]:
    for number, packet in enumerate(packets):
        if packet.size and packet.pts is None and packet.dts is None:
            packet.pts = packet.dts = number * (packet.duration or 0)
        yield packet
