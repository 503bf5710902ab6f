"""What a caller has chosen of each facet, and which videos and places pass it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from vindex_search.common.languages import is_valid_tag, language_of, same_language
from vindex_search.contract.ids import Channel
from vindex_search.index.types import PointFilter
from vindex_search.videos.facets.names import PLACE_FACETS, FacetName
from vindex_search.videos.video import Video


class PlaceKeywords(NamedTuple):
    """What a searchable place of a video is filtered by: channel, language code and speaker, where it has them."""

    channel: Channel
    language: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class FacetSelection:
    """The chosen values of each facet; values of one facet are alternatives, and an empty field restricts nothing.

    `where` has those of workspaces, tags, languages, speakers, upload times, durations and descriptions; its other
    fields are no facets and do not count here.
    """

    where: PointFilter
    channels: tuple[Channel, ...] = ()

    def refused_by(self, video: Video) -> AbstractSet[FacetName]:
        """The facets of videos whose chosen values a video does not have."""
        where, uploaded, said = self.where, video.uploaded_at or "", video.description
        passed: dict[FacetName, bool] = {
            "workspace": not where.workspaces or video.workspace in where.workspaces,
            "tag": not where.tags or not set(where.tags).isdisjoint(video.tags),
            "duration": where.admits_duration(video.duration_s),
            "uploaded": (where.uploaded_after is None or uploaded >= where.uploaded_after)
            and (where.uploaded_before is None or uploaded < where.uploaded_before),
            "person": not where.people or not set(where.people).isdisjoint(said.people),
            "place": not where.places or said.place in where.places,
            "recorded": where.admits_recorded(said.recorded_at),
            "attribute": not where.attributes or not set(where.attributes).isdisjoint(said.attribute_values()),
        }
        return {name for name, passes in passed.items() if not passes}

    def admits_place(self, place: PlaceKeywords, *, without: FacetName | None = None) -> bool:
        """Whether a place has the chosen values; those of one facet can be left out of account."""
        where = self.where
        return (
            (without == "channel" or not self.channels or place.channel in self.channels)
            and (without == "speaker" or not where.speakers or place.speaker in where.speakers)
            and (without == "language" or not where.languages or _speaks(place.language, where.languages))
        )

    def restricts_places(self, *, without: FacetName | None = None) -> bool:
        """Whether values of a facet of places are chosen; those of one facet can be left out of account."""
        chosen = {"language": self.where.languages, "speaker": self.where.speakers, "channel": self.channels}
        return any(chosen[name] for name in PLACE_FACETS if name != without)

    def admits(self, video: Video, places: Iterable[PlaceKeywords]) -> bool:
        """Whether a video has the chosen values, those of places at one and the same place."""
        if self.refused_by(video):
            return False
        return not self.restricts_places() or any(self.admits_place(place) for place in places)


def language_value(code: str) -> str | None:
    """What stands for all codes of one language, `de` for `ger` and `de-AT`; None for what no filter takes."""
    return language_of(code) or (code if is_valid_tag(code) else None)


def _speaks(code: str | None, chosen: Iterable[str]) -> bool:
    return code is not None and any(code == one or same_language(code, one) for one in chosen)
