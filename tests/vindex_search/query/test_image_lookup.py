"""pictures: where in a library a picture occurs, as videos come, change and go."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from tests.support.media.pictures import CHANGES, NAMES, picture, pixels
from vindex_search.common.image_hash import phash
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.index.types import Hit
from vindex_search.query.image_lookup import HASH_BITS, FrameHashIndex
from vindex_search.storage.published_listing import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
BOTH = (TALK, FILM)


@pytest.fixture
def opened(store: Store) -> FrameHashIndex:
    """Pictures that see at every question what is published at that moment."""
    return FrameHashIndex(store, PublishedListing(store, max_age_s=0.0))


@pytest.fixture
def photos(media: Path) -> dict[str, Image.Image]:
    return {name: picture(media, name) for name in NAMES}


def hash_of(image: Image.Image) -> int:
    return phash(pixels(image))


def publish(store: Store, video: str, generation: str, shown: list[Image.Image]) -> None:
    """A version of a video that shows pictures, ten seconds each."""
    rows = [
        {"frame_index": at, "start_s": at * 10.0, "end_s": at * 10.0 + 10, "phash": hash_of(image)}
        for at, image in enumerate(shown)
    ]
    store.write_table(video, FRAMES, pl.DataFrame(rows, schema=FRAMES_SCHEMA), Stamp((), generation))
    store.publish(video, generation, len(rows))


def places(hits: list[Hit]) -> list[tuple[str, float, float]]:
    return [(hit.video_id, hit.start_s, hit.end_s) for hit in hits]


@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_is_found_where_it_is_shown(store: Store, photos: dict[str, Image.Image], change: str) -> None:
    publish(store, TALK, "aa", [photos["coffee"], photos["horse"]])
    publish(store, FILM, "aa", [photos["page"], photos["chelsea"], photos["kodim03"]])
    (hit,) = opened(store).nearest(hash_of(CHANGES[change](photos["chelsea"])), BOTH, 10)
    assert places([hit]) == [(FILM, 10.0, 20.0)]
    assert (hit.channel, hit.point_channel, hit.workspace, hit.text) == ("visual", "visual", "other", None)
    assert 0.8 < hit.score <= 1


def test_the_likest_comes_first_and_no_more_than_asked_for(store: Store, photos: dict[str, Image.Image]) -> None:
    nearly = CHANGES["darker"](photos["chelsea"])
    publish(store, TALK, "aa", [nearly, photos["chelsea"]])
    publish(store, FILM, "aa", [photos["chelsea"]])
    pictures, asked = opened(store), hash_of(photos["chelsea"])
    hits = pictures.nearest(asked, BOTH, 10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].score == 1
    assert hits[-1].score == 1 - (hash_of(nearly) ^ asked).bit_count() / HASH_BITS
    assert places(pictures.nearest(asked, BOTH, 2)) == places(hits)[:2]


def test_only_videos_that_may_be_looked_at_are_found(store: Store, photos: dict[str, Image.Image]) -> None:
    for video in BOTH:
        publish(store, video, "aa", [photos["coffee"]])
    found = opened(store).nearest(hash_of(photos["coffee"]), [FILM, video_id("b", "team/gone.mp4")], 10)
    assert places(found) == [(FILM, 0.0, 10.0)]


def test_a_picture_that_is_shown_nowhere_is_not_found(store: Store, photos: dict[str, Image.Image]) -> None:
    publish(store, TALK, "aa", [photos["coffee"]])
    assert opened(store).nearest(hash_of(photos["astronaut"]), BOTH, 10) == []


def test_what_is_published_changed_and_removed_is_followed(store: Store, photos: dict[str, Image.Image]) -> None:
    pictures, coffee, horse = opened(store), hash_of(photos["coffee"]), hash_of(photos["horse"])
    assert pictures.nearest(coffee, BOTH, 10) == []
    publish(store, TALK, "aa", [photos["coffee"]])
    assert places(pictures.nearest(coffee, BOTH, 10)) == [(TALK, 0.0, 10.0)]
    publish(store, TALK, "bb", [photos["horse"], photos["coffee"]])
    assert places(pictures.nearest(coffee, BOTH, 10)) == [(TALK, 10.0, 20.0)]
    store.remove_video(TALK)
    assert pictures.nearest(coffee, BOTH, 10) == pictures.nearest(horse, BOTH, 10) == []


def test_a_video_without_pictures_is_passed_over(store: Store, photos: dict[str, Image.Image]) -> None:
    store.publish(TALK, "aa", 3)
    publish(store, FILM, "aa", [])
    assert opened(store).nearest(hash_of(photos["coffee"]), BOTH, 10) == []
