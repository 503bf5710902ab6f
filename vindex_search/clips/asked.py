"""What is asked for: a range of a video in a format, within bounds. The same asked twice is the same job."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from vindex_search.clips.cut.task import ClipFormat, ClipMode
from vindex_search.contract.ids import VIDEO_ID_PATTERN

Subtitles = Literal["none", "burnt", "separate"]

MAX_CLIP_S: Final = 1800.0  # with its handles: half an hour, which takes some minutes to encode
MAX_GIF_S: Final = 10.0  # a GIF of more is larger than the film
MIN_CLIP_S: Final = 0.02  # about a frame
MAX_HANDLE_S: Final = 60.0
DIGEST_LENGTH: Final = 16
JOB_ID: Final = re.compile(rf"({VIDEO_ID_PATTERN.pattern})\.([0-9a-f]{{{DIGEST_LENGTH}}})")


class ClipRefused(ValueError):
    """The clip cannot be made; the message says why, and what is allowed."""


@dataclass(frozen=True, slots=True)
class ClipAsked:
    """A clip that is asked for; times in seconds of the video.

    Attributes:
        start_s: Start of what is wanted.
        end_s: End of it.
        before_s: Handle before it, as far as the video goes.
        after_s: Handle after it, likewise.
        mode: `exact`: to the frame, encoded again; `fast`: from the key frame before, copied where MP4 allows it.
        format: Of the file.
        subtitles: `burnt` into the picture, or `separate` as a WebVTT file.
    """

    start_s: float
    end_s: float
    before_s: float = 0.0
    after_s: float = 0.0
    mode: ClipMode = "exact"
    format: ClipFormat = "mp4"
    subtitles: Subtitles = "none"

    def range_in(self, duration_s: float) -> tuple[float, float]:
        """Start and end with handles, within a video of a length.

        Raises:
            ClipRefused: nothing is left, or it is too long.
        """
        start_s, end_s = max(0.0, self.start_s - self.before_s), min(duration_s, self.end_s + self.after_s)
        if not all(map(math.isfinite, (self.start_s, self.end_s))) or end_s - start_s < MIN_CLIP_S:
            raise ClipRefused(
                f"from {self.start_s:g} to {self.end_s:g} s is no range of this video, which has {duration_s:.3f} s"
            )
        limit = MAX_GIF_S if self.format == "gif" else MAX_CLIP_S
        if end_s - start_s > limit + MIN_CLIP_S:
            raise ClipRefused(
                f"the clip would have {end_s - start_s:.1f} s; allowed are {limit:g} s"
                + (" of a GIF" if self.format == "gif" else "")
            )
        return start_s, end_s

    def check(self) -> None:
        """Refuse what does not fit together."""
        if self.subtitles == "burnt" and self.format == "m4a":
            raise ClipRefused("subtitles='burnt' needs a picture, which format='m4a' has not; allowed: 'separate'")
        if self.subtitles == "burnt" and self.mode == "fast":
            raise ClipRefused(
                "subtitles='burnt' draws into the picture, which mode='fast' copies; allowed: mode='exact'"
            )
        if self.subtitles == "burnt" and self.format == "gif":
            raise ClipRefused("subtitles='burnt' is not made for format='gif'; allowed: 'mp4'")
        if not (0 <= self.before_s <= MAX_HANDLE_S and 0 <= self.after_s <= MAX_HANDLE_S):
            raise ClipRefused(
                f"handles are {self.before_s:g} and {self.after_s:g} s; allowed are 0 to {MAX_HANDLE_S:g}"
            )

    def to_dict(self) -> dict[str, Any]:
        """The fields as values of JSON."""
        return asdict(self)


def job_id(video_id: str, revision: str, asked: ClipAsked) -> str:
    """The id of the job for a clip of a revision of a video: the same for the same wish."""
    wish = json.dumps([revision, asked.to_dict()], sort_keys=True)
    return f"{video_id}.{hashlib.sha256(wish.encode()).hexdigest()[:DIGEST_LENGTH]}"


def video_of_job(job: str) -> str | None:
    """The video of a job's id; None where the id is malformed."""
    match = JOB_ID.fullmatch(job)
    return match[1] if match else None
