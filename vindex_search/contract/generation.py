"""A generation: one version of the points of one video, and the two ways in which it is written.

As text, in the payload of every point, in the counts of the index and in the list that a background was measured on:
`<video id>@<fingerprint>`. As the name of an empty file, the mark that tells readers of it, together with the number
of its points: `<video id>.<fingerprint>.<points>`. The fingerprint is that of the stamp of `points.parquet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from vindex_search.contract.ids import VIDEO_ID_PATTERN

FINGERPRINT_PATTERN: Final = re.compile(r"[0-9A-Za-z_-]+")  # a stamp's is 16 hex digits; no separator can be in it


@dataclass(frozen=True, slots=True, order=True)
class Generation:
    """One version of the points of one video.

    Raises:
        ValueError: one of the two is malformed.
    """

    video_id: str
    fingerprint: str

    def __post_init__(self) -> None:
        """Refuse what could not be read back."""
        if not VIDEO_ID_PATTERN.fullmatch(self.video_id):
            raise ValueError(f"{self.video_id!r} is no video id; one reads <workspace>--<slug>-<10 hex digits>")
        if not FINGERPRINT_PATTERN.fullmatch(self.fingerprint):
            raise ValueError(f"{self.fingerprint!r} is no fingerprint; one is letters, digits, '-' and '_'")

    def __str__(self) -> str:
        """As payloads have it."""
        return f"{self.video_id}@{self.fingerprint}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The generation that a payload names.

        Raises:
            ValueError: it is none.
        """
        video_id, _, fingerprint = text.partition("@")
        return cls(video_id, fingerprint)


@dataclass(frozen=True, slots=True)
class PublishedMark:
    """The mark by which readers are told of a generation and of how many points it has.

    Raises:
        ValueError: the number of points is negative.
    """

    generation: Generation
    points: int

    def __post_init__(self) -> None:
        """Refuse what could not be read back."""
        if self.points < 0:
            raise ValueError(f"a generation has no {self.points} points")

    @property
    def file_name(self) -> str:
        """Of the empty file."""
        return f"{mark_prefix(self.generation.video_id)}{self.generation.fingerprint}.{self.points}"

    @classmethod
    def parse(cls, file_name: str) -> Self:
        """The mark that a file is.

        Raises:
            ValueError: it is none.
        """
        video_id, _, rest = file_name.partition(".")
        fingerprint, _, points = rest.partition(".")
        if not re.fullmatch(r"[0-9]+", points):
            raise ValueError(f"{file_name!r} marks no generation; a mark reads <video id>.<fingerprint>.<points>")
        return cls(Generation(video_id, fingerprint), int(points))


def mark_prefix(video_id: str) -> str:
    """What the names of all marks of a video begin with, and no others do."""
    return f"{video_id}."


def parse_marks(file_names: Iterable[str]) -> Iterator[PublishedMark]:
    """The marks among files; a file that somebody else put there is passed over."""
    for name in file_names:
        try:
            yield PublishedMark.parse(name)
        except ValueError:
            continue
