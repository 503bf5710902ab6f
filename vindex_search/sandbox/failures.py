"""How work on a file fails: permanent, transient, cancelled; what the child says crosses the pipe as one of them.

The reason is a sentence for the person who uploaded the video. It has no addresses, no clock times and no paths of the
machine, so that the same cause always reads the same.
"""

from __future__ import annotations


class VideoFailure(Exception):
    """Base class; `reason` is the sentence that people read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Permanent(VideoFailure):
    """The video itself is at fault, so a retry would fail alike: it is quarantined until a new version is uploaded."""


class DecoderDied(Permanent):
    """The process of a decoder crashed or hung on the video: one that works otherwise may get through."""


class Transient(VideoFailure):
    """Something outside the video failed (network, memory, a killed worker): the video is tried again."""


class Cancelled(VideoFailure):
    """The run was cancelled: nothing is wrong with the video and no failure is recorded."""
