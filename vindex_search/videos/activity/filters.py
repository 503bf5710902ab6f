"""Which videos of a list: by the asset that failed and why, by the model set that finds them, and by age."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vindex_search.contract.records import FailureKind
from vindex_search.models.active_set import configured_model_set, open_store
from vindex_search.models.catalogue import SETS
from vindex_search.settings import Settings
from vindex_search.videos.activity.signs import iso_time
from vindex_search.videos.video import Video

UNIT_S: Final[Mapping[str, float]] = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
AGE: Final = re.compile(r"([0-9]{1,6})([smhd])")
AGE_EXAMPLES: Final = "90s, 15m, 6h, 7d"


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What a video has to be like; empty fields do not filter.

    Attributes:
        failed_asset: The asset that failed.
        failure_kind: Whether another attempt may succeed.
        reason: Words in the reason of the failure, in any case.
        collection: Name of the collection that the video is published in.
        published: The videos that are; read anew for each list.
    """

    failed_asset: str | None = None
    failure_kind: FailureKind | None = None
    reason: str = ""
    collection: str = ""
    published: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def is_of_failures(self) -> bool:
        """Whether only failed videos can pass."""
        return bool(self.failed_asset or self.failure_kind or self.reason)

    def admits(self, video: Video) -> bool:
        """Whether a video passes."""
        return (
            not (self.is_of_failures and video.status != "failed")  # one that is indexed may have failed before
            and self.failed_asset in (None, video.failed_asset)
            and self.failure_kind in (None, video.failure_kind)
            and self.reason.casefold() in (video.reason or "").casefold()
            and (not self.collection or video.video_id in self.published)
        )


EVERY_VIDEO: Final = WorkFilter()


def published_with(settings: Settings, name: str) -> tuple[str, frozenset[str]]:
    """The collection of a model set, and the videos that are published in it: a single listing.

    Raises:
        ValueError: there is no such set; the message names those that there are.
    """
    if name not in SETS:
        raise ValueError(f"there is no model set {name!r}; allowed: {', '.join(SETS)}")
    store = open_store(settings, configured_model_set(settings, name))
    return store.collection, frozenset(store.published())


def parse_age(text: str) -> float:
    """An age such as `7d` in seconds.

    Raises:
        ValueError: it is none; the message says what is one.
    """
    found = AGE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no age; allowed is a number with s, m, h or d, such as {AGE_EXAMPLES}")
    return int(found[1]) * UNIT_S[found[2]]


def uploaded_at_age(text: str, now: float) -> str:
    """When something of an age was uploaded, in ISO 8601.

    Raises:
        ValueError: it is no age.
    """
    return iso_time(max(0.0, now - parse_age(text)))
