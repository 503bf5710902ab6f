"""A generation: one version of the points of one video, identified by the stamp fingerprint of its `points.parquet`.

It is written in two forms:

    <video id>@<fingerprint>             in point payloads, index counts and the list of calibrated generations
    <video id>.<fingerprint>.<points>    the name of an empty file: the mark that publishes it to readers
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from vindex_search.contract.ids import VIDEO_ID_PATTERN

FINGERPRINT_PATTERN: Final = re.compile(r"[0-9A-Za-z_-]+")  # a stamp has 16 hex digits; no separator may occur


@dataclass(frozen=True, slots=True, order=True)
class Generation:
    """One version of the points of one video; generations sort by video id.

    Raises:
        ValueError: the video id or the fingerprint is malformed.
    """

    video_id: str
    fingerprint: str

    def __post_init__(self) -> None:
        """Validate, so that both written forms can be parsed."""
        if not VIDEO_ID_PATTERN.fullmatch(self.video_id):
            raise ValueError(f"{self.video_id!r} is no video id; one reads <workspace>--<slug>-<10 hex digits>")
        if not FINGERPRINT_PATTERN.fullmatch(self.fingerprint):
            raise ValueError(f"{self.fingerprint!r} is no fingerprint; allowed are letters, digits, '-' and '_'")

    def __str__(self) -> str:
        """The form of payloads, `<video id>@<fingerprint>`."""
        return f"{self.video_id}@{self.fingerprint}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the form of payloads.

        Raises:
            ValueError: `text` is malformed.
        """
        video_id, _, fingerprint = text.partition("@")
        return cls(video_id, fingerprint)


@dataclass(frozen=True, slots=True)
class PublishedMark:
    """An empty file that publishes a generation, with its number of points, to the readers of a store.

    Raises:
        ValueError: the number of points is negative.
    """

    generation: Generation
    points: int

    def __post_init__(self) -> None:
        """Validate, so that the file name can be parsed."""
        if self.points < 0:
            raise ValueError(f"a generation cannot have {self.points} points; allowed are 0 and more")

    @property
    def file_name(self) -> str:
        """Name of the empty file, `<video id>.<fingerprint>.<points>`."""
        return f"{mark_prefix(self.generation.video_id)}{self.generation.fingerprint}.{self.points}"

    @classmethod
    def parse(cls, file_name: str) -> Self:
        """Parse the name of a mark's file.

        Raises:
            ValueError: `file_name` is malformed.
        """
        video_id, _, rest = file_name.partition(".")
        fingerprint, _, points = rest.partition(".")
        if not re.fullmatch(r"[0-9]+", points):
            raise ValueError(f"{file_name!r} is no mark of a generation; one reads <video id>.<fingerprint>.<points>")
        return cls(Generation(video_id, fingerprint), int(points))


def mark_prefix(video_id: str) -> str:
    """The prefix that the file names of a video's marks share with no other video's."""
    return f"{video_id}."


def parse_marks(file_names: Iterable[str]) -> Iterator[PublishedMark]:
    """The marks among file names; foreign files are skipped."""
    for name in file_names:
        try:
            yield PublishedMark.parse(name)
        except ValueError:
            continue
