"""How much a describing file may hold, and the sentence for one that is not read."""

from __future__ import annotations

from typing import Final

MIB: Final = 2**20
MAX_BYTES: Final = 32 * MIB  # of any: yt-dlp writes every comment and every format into info.json where it is asked to
MAX_YAML_BYTES: Final = MIB // 4  # its parser reads some 100 kB a second
MAX_XML_BYTES: Final = 2 * MIB  # Kodi's longest have some 100 kB, of hundreds of actors
MAX_DEPTH: Final = 32  # of nested lists and objects; real files have four
MAX_FILES: Final = 8  # of a video: one a format, and as many again


class UnreadableDescription(Exception):
    """A file that cannot be read; the message says why, as the end of a sentence."""


class NoDescription(Exception):
    """A file that describes no video; the message says what it is instead, as the end of a sentence."""


def size_fault(size: int, limit: int = MAX_BYTES) -> str | None:
    """Why a file of so many bytes is not read, as the end of a sentence; None where it may be."""
    return None if size <= limit else f"it has {size / MIB:.1f} MiB, and at most {limit / MIB:g} MiB are read"


def require_size(data: bytes, limit: int) -> None:
    """Refuse a file that is too large for its format.

    Raises:
        UnreadableDescription: it is.
    """
    if fault := size_fault(len(data), limit):
        raise UnreadableDescription(fault)
