"""Which points a search may find, in the words of no particular index."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """Which points may be found; what is empty or None allows all.

    Several values of one field are alternatives, several fields must all hold. Times are seconds inside the video, and
    a point that lies partly in the range counts; `uploaded_after` and `uploaded_before` are ISO 8601 in UTC. A text has
    to have each of `phrases`, word for word, and none of `without`.
    """

    workspaces: tuple[str, ...] = ()
    video_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    uploaded_after: str | None = None
    uploaded_before: str | None = None
    from_s: float | None = None
    to_s: float | None = None
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def keywords(self) -> dict[str, tuple[str, ...]]:
        """Payload fields with the values that a point may have there."""
        fields = {
            "workspace": self.workspaces,
            "video_id": self.video_ids,
            "language": self.languages,
            "speaker": self.speakers,
            "tags": self.tags,
        }
        return {name: values for name, values in fields.items() if values}


EVERYWHERE = Where()
