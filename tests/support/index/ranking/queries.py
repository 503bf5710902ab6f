"""The recorded queries: what is asked of which library, and how.

`talks`: fourteen talks of `../shared/retrieval/btc` (MIT) and the workshop below. `films`: the three sample films by
the offline model set. `pictures`: the same films by the standard set with tiny random models, for the visual channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import PointFilter

LibraryName = Literal["talks", "films", "pictures"]
NO_PLACE: Final = ("", 0.0)


class Query(NamedTuple):
    """A query; films are named as in `samples/`, in filters too.

    Attributes:
        kind: What it is an example of.
        text: The sentence; empty where a picture or a place alone is asked.
        library: That it is asked of.
        where: The filter.
        channels: Those in scope.
        limit: Moments a page.
        picture_at: A film and a second: its frame there is the picture.
        like: A film and a second, to find more like it.
        number: Of the heading or sentence of the talks whose words are the query, where it has no text of its own.
    """

    kind: str
    text: str = ""
    library: LibraryName = "films"
    where: PointFilter = PointFilter()
    channels: tuple[Channel, ...] = CHANNELS
    limit: int = 5
    picture_at: tuple[str, float] = NO_PLACE
    like: tuple[str, float] = NO_PLACE
    number: int | None = None

    @property
    def name(self) -> str:
        """Names it in the answers."""
        return f"{self.kind}: {self.text or self._example}"

    @property
    def _example(self) -> str:
        film, second = self.picture_at if self.picture_at != NO_PLACE else self.like
        return f"{film}@{second:g}" if film else f"number {self.number}"


HEADINGS: Final = [Query("heading", number=number, library="talks", limit=5) for number in (3, 17, 29, 41, 58, 66, 80)]
KEYWORDS: Final = [Query("keywords", number=number, library="talks", limit=4) for number in (0, 1, 2, 3, 4, 5)]
ONE_VIDEO: Final = [
    Query("one video", number=8, library="talks", limit=9),
    Query("one video", number=35, library="talks", limit=9),
    Query("one video", "sharpen the plane iron", "talks", limit=9),
]
SAME_TIMES: Final = [
    Query("same times", "square the end of the board with a shooting board", "talks"),
    Query("same times", "walnut oil finish cloth", "talks"),
    Query("same times", "brass hinge screws wax", "talks"),
]
OTHERS: Final = [
    Query("on a slide", "Spring tide"),
    Query("on a slide", "A harbour passes under both in one day"),
    Query("on a slide", "Gravity stretches the ocean", limit=9),
    Query("on a slide", "upper gate"),
    Query("misheard", "sour doe bread"),
    Query("misheard", "why does the see rise twice a day"),
    Query("misheard", "glue ten forms by it self"),
    Query("no answer", "zeppelins over Vienna"),
    Query("no answer", "zeppelins over Vienna", "talks"),
    Query("no answer", "the of and", "talks", limit=3),
    Query("picture", picture_at=("tides", 20.0)),
    Query("picture", "a boat in a lock", picture_at=("locks", 12.0)),
    Query("picture", "the moon pulls the ocean", "pictures"),
    Query("picture", "a red boat on the sea", "pictures", limit=9),
    Query("picture", "Neap tide", "pictures", channels=("visual",)),
    Query("like", like=("sourdough", 30.0)),
    Query("like", "the highest water", like=("tides", 20.0)),
    Query("filtered", "water", where=PointFilter(video_ids=("locks",))),
    Query("filtered", "hot oven -knife", where=PointFilter(from_s=10.0, to_s=45.0)),
    Query("filtered", "moon", channels=("speech", "words")),
    Query("filtered", '"gluten forms by itself"'),
]
QUERIES: Final[Sequence[Query]] = (*HEADINGS, *KEYWORDS, *ONE_VIDEO, *SAME_TIMES, *OTHERS)

# Three videos of a workshop, our own words: sentences of seven seconds each. The first two say some of them at the same
# time; the third comes back to one subject three times.
_BOARD: Final = "Square the end of the board with a shooting board before you mark anything at all."
_HINGE: Final = "Put wax on the brass hinge screws, or their heads will break off in hard wood."
_IRON: Final = "To sharpen the plane iron, draw it over the stone until the burr turns."
_FILL: Final = (
    "Let us look at the next step on the bench.",
    "Take your time, and look at the grain first.",
    "There is more than one way to do this well.",
    "Clamp the wood so that both hands are free.",
    "A thin shaving tells you more than a ruler does.",
)
WORKSHOP: Final[dict[str, Sequence[str]]] = {
    "box": (*_FILL, _BOARD, *_FILL[:3], _HINGE, *_FILL[2:], "Rub in walnut oil with a cloth as the finish."),
    "tray": (*_FILL[::-1], _BOARD, *_FILL[1:4], _HINGE, *_FILL[:2], "Walnut oil is no finish for a tray with tea."),
    "tools": (*_FILL, _IRON, *_FILL * 5, _IRON, *_FILL[::-1] * 5, _IRON, *_FILL),
}
