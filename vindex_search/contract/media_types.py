"""Content types by file suffix: which uploads are videos, audio or subtitle sidecars.

No type here is one that a browser executes: uploads are played or shown, never run as a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
    ".avi": "video/x-msvideo",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
    ".ts": "video/mp2t",
    ".m2ts": "video/mp2t",
    ".mts": "video/mp2t",
    ".flv": "video/x-flv",
    ".wmv": "video/x-ms-wmv",
    ".ogv": "video/ogg",
    ".3gp": "video/3gpp",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".aac": "audio/aac",
}
SIDECAR_TYPES: Final[Mapping[str, str]] = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".ass": "text/x-ssa",
    ".ssa": "text/x-ssa",
    ".sbv": "text/x-sbv",
    ".ttml": "text/x-ttml",  # not application/ttml+xml: browsers show any XML, and run the scripts in it
    ".dfxp": "text/x-ttml",
}
MEDIA_SUFFIXES: Final = frozenset(MEDIA_TYPES)
SIDECAR_SUFFIXES: Final = frozenset(SIDECAR_TYPES)
UNKNOWN_TYPE: Final = "application/octet-stream"


def media_type(object_key: str) -> str:
    """The content type of an object by its suffix; `application/octet-stream` where the suffix is unknown."""
    return {**MEDIA_TYPES, **SIDECAR_TYPES}.get(suffix_of(object_key), UNKNOWN_TYPE)


def suffix_of(object_key: str) -> str:
    """The lower-case suffix of a key, with its dot; empty where there is none."""
    return PurePosixPath(object_key).suffix.lower()


def allowed_suffixes() -> str:
    """The accepted suffixes, comma-separated, for error messages."""
    return ", ".join([*MEDIA_TYPES, *SIDECAR_TYPES])
