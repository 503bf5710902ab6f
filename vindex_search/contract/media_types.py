"""Content types by file suffix: which uploads are videos, audio, subtitles or describing sidecars.

A suffix is here where the bundled FFmpeg opens such files and `FORMAT_WHITELIST` (`media/container.py`) allows it. No
type here is one that a browser executes: uploads are played or shown, never run as a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

# The kinds of files, and the suffixes of each: what cameras, phones, recorders, discs, broadcasters and editors write.
VIDEO_SUFFIXES: Final[Mapping[str, str]] = {
    "video/mp4": ".mp4 .m4v .mp4v .mpg4 .f4v .mj2 .ismv .insv .lrv .360",  # the last: Insta360, GoPro
    "video/quicktime": ".mov .qt",
    "video/x-matroska": ".mkv .mk3d",
    "video/webm": ".webm",
    "video/x-msvideo": ".avi .divx .xvid .amv",
    "video/mpeg": ".mpg .mpeg .mpe .m1v .m2v .mpv .m2p .vob .evo .mod .tod",  # discs; .mod and .tod: camcorders
    "video/mp2t": ".ts .m2ts .mts .m2t .tp .trp",
    "video/x-flv": ".flv",
    "video/x-ms-wmv": ".wmv .wm",
    "video/x-ms-asf": ".asf .dvr-ms",
    "video/x-ms-wtv": ".wtv",
    "video/ogg": ".ogv .ogm .ogx",
    "video/3gpp": ".3gp .3gpp",
    "video/3gpp2": ".3g2 .3gp2",
    "video/mxf": ".mxf",
    "video/x-gxf": ".gxf",
    "video/x-dv": ".dv .dif",
    "video/x-dav": ".dav",  # Dahua's video recorders
    "video/x-tivo": ".ty .ty+",
    "video/x-nsv": ".nsv",
    "video/x-nuv": ".nuv",
    "video/x-pva": ".pva",
    "video/x-nut": ".nut",
    "video/x-ivf": ".ivf",
    "video/x-yuv4mpeg": ".y4m",
    "video/x-motion-jpeg": ".mjpeg .mjpg",
    "video/vnd.rn-realvideo": ".rm .rmvb .rv",
    "video/h264": ".h264 .264 .avc",
    "video/h265": ".h265 .265 .hevc",
    "video/h266": ".h266 .266 .vvc",
    "video/av1": ".av1 .obu",
    "video/vc1": ".vc1",
}
AUDIO_SUFFIXES: Final[Mapping[str, str]] = {
    "audio/mpeg": ".mp3 .mp2 .mp1 .mpa .mpga .m2a",
    "audio/mp4": ".m4a .m4b .m4r .isma",
    "audio/3gpp": ".3ga",
    "audio/wav": ".wav .bwf .rf64",
    "audio/x-w64": ".w64",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg .oga .opus .spx",
    "audio/aac": ".aac .adts .loas .latm",
    "audio/aiff": ".aif .aiff .aifc",
    "audio/x-caf": ".caf",
    "audio/amr": ".amr",
    "audio/amr-wb": ".awb",
    "audio/basic": ".au .snd",
    "audio/x-ms-wma": ".wma",
    "audio/x-matroska": ".mka",
    "audio/webm": ".weba",
    "audio/ac3": ".ac3",
    "audio/eac3": ".eac3 .ec3",
    "audio/vnd.dts": ".dts .dtshd",
    "audio/vnd.dolby.mlp": ".mlp .thd",
    "audio/vnd.rn-realaudio": ".ra",
    "audio/x-wavpack": ".wv",
    "audio/x-ape": ".ape",
    "audio/x-tta": ".tta",
    "audio/x-tak": ".tak",
    "audio/x-musepack": ".mpc",
    "audio/x-dsf": ".dsf",
    "audio/x-voc": ".voc",
    "audio/x-dss": ".dss .ds2",  # dictation
    "audio/qcelp": ".qcp",
    "audio/x-nist": ".sph .nist",  # speech corpora
    "audio/x-oma": ".oma .aa3 .omg",
}
MEDIA_TYPES: Final[Mapping[str, str]] = {
    suffix: kind
    for kinds in (VIDEO_SUFFIXES, AUDIO_SUFFIXES)
    for kind, names in kinds.items()
    for suffix in names.split()
}
SUBTITLE_TYPES: Final[Mapping[str, str]] = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".ass": "text/x-ssa",
    ".ssa": "text/x-ssa",
    ".sbv": "text/x-sbv",
    ".ttml": "text/x-ttml",  # not application/ttml+xml: browsers show any XML, and run the scripts in it
    ".dfxp": "text/x-ttml",
}
DESCRIBING_TYPES: Final[Mapping[str, str]] = {  # what is said about a video: title, people, date
    ".json": "application/json",  # vindex's own, and yt-dlp's `.info.json`
    ".yaml": "text/x-yaml",
    ".yml": "text/x-yaml",
    ".nfo": "text/x-nfo",  # of Kodi and Jellyfin; XML, which browsers are not told
}
SIDECAR_TYPES: Final[Mapping[str, str]] = {**SUBTITLE_TYPES, **DESCRIBING_TYPES}
MEDIA_SUFFIXES: Final = frozenset(MEDIA_TYPES)
SIDECAR_SUFFIXES: Final = frozenset(SIDECAR_TYPES)
SUBTITLE_SUFFIXES: Final = frozenset(SUBTITLE_TYPES)
DESCRIBING_SUFFIXES: Final = frozenset(DESCRIBING_TYPES)
UNKNOWN_TYPE: Final = "application/octet-stream"

Sidecars = tuple[tuple[str, str], ...]
"""Key and version of each sidecar of an upload."""


def media_type(object_key: str) -> str:
    """The content type of an object by its suffix; `application/octet-stream` where the suffix is unknown."""
    return {**MEDIA_TYPES, **SIDECAR_TYPES}.get(suffix_of(object_key), UNKNOWN_TYPE)


def suffix_of(object_key: str) -> str:
    """The lower-case suffix of a key, with its dot; empty where there is none."""
    return PurePosixPath(object_key).suffix.lower()


def allowed_suffixes() -> str:
    """The accepted suffixes, comma-separated, for error messages."""
    return ", ".join([*MEDIA_TYPES, *SIDECAR_TYPES])


def is_describing(object_key: str) -> bool:
    """Whether a sidecar says what a video is about rather than what is said in it."""
    return suffix_of(object_key) in DESCRIBING_SUFFIXES


def subtitle_sidecars(sidecars: Sidecars) -> Sidecars:
    """Those that say what is said in the video."""
    return tuple(one for one in sidecars if not is_describing(one[0]))


def describing_sidecars(sidecars: Sidecars) -> Sidecars:
    """Those that say what the video is about."""
    return tuple(one for one in sidecars if is_describing(one[0]))
