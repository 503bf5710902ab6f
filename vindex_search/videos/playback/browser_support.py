"""Whether browsers play a film as it is: by its container, codecs, profile, pixels and sound, with the reason.

What is told apart is what current Chromium, Firefox and Safari play on ordinary machines; one of them that plays more
than the others does not decide. Unknown means that only the browser itself can say: the page asks it by playing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Literal

Plays = Literal["yes", "no", "unknown"]

# By FFmpeg's demuxer, of which the file's suffix says more where one reads several containers.
CONTAINERS: Final = frozenset({"mov", "matroska", "ogg", "mp3", "wav", "flac", "aac"})
MATROSKA: Final = "matroska"
MATROSKA_PLAYED: Final = frozenset({".webm", ".mkv", ".weba", ".mka"})  # Firefox and Safari: WebM alone
PICTURES: Final = frozenset({"h264", "vp8", "vp9", "av1", "libdav1d", "libvpx", "libvpx-vp9"})
SOUNDS: Final = frozenset({"aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "libvorbis", "flac"})
OF_WEBM: Final = frozenset({"vp8", "vp9", "av1", "libdav1d", "libvpx", "libvpx-vp9"})
PCM_IN_WAV: Final = frozenset({"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le", "pcm_s32le", "pcm_mulaw", "pcm_alaw"})
EIGHT_BITS: Final = frozenset({"", "yuv420p", "yuvj420p"})
TEN_BITS: Final = frozenset({"yuv420p10le"})  # of VP9 and AV1; of H.264 no browser has it on all machines
NAMES: Final[Mapping[str, str]] = {
    "hevc": "HEVC",
    "mpeg2video": "MPEG-2",
    "mpeg1video": "MPEG-1",
    "mpeg4": "MPEG-4 Part 2",
    "vc1": "VC-1",
    "wmv1": "Windows Media Video",
    "wmv2": "Windows Media Video",
    "wmv3": "Windows Media Video",
    "flv": "Sorenson Spark",
    "prores": "ProRes",
    "dvvideo": "DV",
    "mjpeg": "Motion JPEG",
    "ac3": "AC-3",
    "eac3": "E-AC-3",
    "dca": "DTS",
    "mp2": "MPEG audio layer 2",
    "mp2float": "MPEG audio layer 2",
    "wmav1": "Windows Media Audio",
    "wmav2": "Windows Media Audio",
    "alac": "Apple Lossless",
    "mpegts": "an MPEG transport stream",
    "mpeg": "an MPEG program stream",
    "avi": "AVI",
    "asf": "Windows Media",
    "flv_container": "Flash Video",
    "mxf": "MXF",
}


@dataclass(frozen=True, slots=True)
class BrowserSupport:
    """Whether browsers play a film, and what of it they do not; the reason is empty where they do."""

    plays: Plays
    reason: str = ""


def browser_support(manifest: Mapping[str, Any], object_key: str) -> BrowserSupport:
    """The verdict on a film, by its probe's manifest and its name."""
    refused = next(_refusals(manifest, PurePosixPath(object_key).suffix.lower()), None)
    if refused:
        return BrowserSupport("no", f"browsers do not play {refused}")
    doubt = next(_doubts(manifest, PurePosixPath(object_key).suffix.lower()), None)
    return BrowserSupport("unknown", doubt) if doubt else BrowserSupport("yes")


def _refusals(manifest: Mapping[str, Any], suffix: str) -> Iterator[str]:
    container = str(manifest["container"]).partition(",")[0]
    picture, sound = _stream(manifest, "video_stream"), _stream(manifest, "audio_stream")
    if container not in CONTAINERS:
        yield NAMES.get("flv_container" if container == "flv" else container, f"this container ({container})")
    if container == MATROSKA and suffix not in MATROSKA_PLAYED:
        yield "Matroska under this name"
    if picture:
        yield from _of_picture(picture)
    if sound and not _is_played_sound(str(sound["codec"]), container):
        yield f"sound in {NAMES.get(str(sound['codec']), str(sound['codec']))}"


def _of_picture(stream: Mapping[str, Any]) -> Iterator[str]:
    codec, pixels = str(stream["codec"]), str(stream.get("pixels", ""))
    if codec not in PICTURES:
        yield f"pictures in {NAMES.get(codec, codec)}"
    elif pixels not in EIGHT_BITS and not (codec in OF_WEBM and pixels in TEN_BITS):
        yield f"pictures with these pixels ({pixels})"


def _doubts(manifest: Mapping[str, Any], suffix: str) -> Iterator[str]:
    """What some browsers play, or what an old probe did not write down."""
    picture = _stream(manifest, "video_stream")
    if suffix in {".mkv", ".mka"}:
        yield "not every browser plays Matroska"
    if picture and not picture.get("pixels"):
        yield "the pixels of the film were not written down when it was indexed"
    if any(clock.get("shifts") for clock in manifest.get("clocks", ())):
        yield "the times of the film break, which browsers take in different ways"


def _is_played_sound(codec: str, container: str) -> bool:
    return codec in SOUNDS or (container == "wav" and codec in PCM_IN_WAV)


def _stream(manifest: Mapping[str, Any], which: str) -> Mapping[str, Any] | None:
    index = manifest[which]
    return next((one for one in manifest["streams"] if one["index"] == index), None) if index is not None else None
