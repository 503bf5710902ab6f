"""The only three ways in which work on a video can fail.

The pure rooms (`media`, `speech`, `text`) raise these and nothing else on purpose; `pipeline/step.py` turns them into
Dagster's own failures. The reason is a sentence for the person who uploaded the video: no addresses, no clock
times, no paths of the machine, so that the same cause always reads the same.
"""

from __future__ import annotations


class VideoFailure(Exception):
    """Base of the three: carries `reason`, a sentence in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Permanent(VideoFailure):
    """The video itself is at fault: trying again gives the same. It is quarantined until a new version lands."""


class Transient(VideoFailure):
    """The world around the video is at fault (network, memory, a killed worker): worth another try."""


class Cancelled(VideoFailure):
    """Somebody asked for the work to stop; nothing is wrong with the video and nothing is recorded against it."""
