"""Exact image search: which frames of a library show an image, as videos are added, changed and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from PIL import Image

from tests.support.media.pictures import DISTORTIONS, NAMES, load_picture, pixels
from vindex_search.common.pictures.image_hash import phash
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.ids import video_id
from vindex_search.contract.tables import FRAMES_SCHEMA
from vindex_search.index.types import Hit
from vindex_search.query.examples.image_lookup import HASH_BITS, FrameHashIndex
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

TALK = video_id("b", "team/talk.mp4")
FILM = video_id("b", "other/film.mp4")
BOTH = (TALK, FILM)


def open_hashes(store: Store) -> FrameHashIndex:
    """An index that lists what is published at every search."""
    return FrameHashIndex(store, PublishedListing(store, max_age_s=0.0))


@pytest.fixture
def photos(media: Path) -> dict[str, Image.Image]:
    return {name: load_picture(media, name) for name in NAMES}


def hash_of(image: Image.Image) -> int:
    return phash(pixels(image))


def publish(store: Store, video: str, generation: str, images: list[Image.Image]) -> None:
    """A version of a video that shows images for ten seconds each."""
    rows = [
        {"frame_index": at, "start_s": at * 10.0, "end_s": at * 10.0 + 10, "phash": hash_of(image)}
        for at, image in enumerate(images)
    ]
    store.write_table(video, FRAMES, pl.DataFrame(rows, schema=FRAMES_SCHEMA), Stamp((), generation))
    store.publish(video, generation, len(rows))


def places(hits: list[Hit]) -> list[tuple[str, float, float]]:
    return [(hit.video_id, hit.start_s, hit.end_s) for hit in hits]


@pytest.mark.parametrize("change", DISTORTIONS)
def test_a_changed_copy_is_found_where_it_is_shown(store: Store, photos: dict[str, Image.Image], change: str) -> None:
    publish(store, TALK, "aa", [photos["coffee"], photos["horse"]])
    publish(store, FILM, "aa", [photos["page"], photos["chelsea"], photos["kodim03"]])
    (hit,) = open_hashes(store).nearest(hash_of(DISTORTIONS[change](photos["chelsea"])), BOTH, 10)
    assert places([hit]) == [(FILM, 10.0, 20.0)]
    assert (hit.channel, hit.point_channel, hit.workspace, hit.text) == ("visual", "visual", "other", None)
    assert 0.8 < hit.score <= 1


def test_the_nearest_frame_comes_first_and_the_limit_holds(store: Store, photos: dict[str, Image.Image]) -> None:
    nearly = DISTORTIONS["darker"](photos["chelsea"])
    publish(store, TALK, "aa", [nearly, photos["chelsea"]])
    publish(store, FILM, "aa", [photos["chelsea"]])
    hashes, searched = open_hashes(store), hash_of(photos["chelsea"])
    hits = hashes.nearest(searched, BOTH, 10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].score == 1
    assert hits[-1].score == 1 - (hash_of(nearly) ^ searched).bit_count() / HASH_BITS
    assert places(hashes.nearest(searched, BOTH, 2)) == places(hits)[:2]


def test_only_the_given_videos_are_searched(store: Store, photos: dict[str, Image.Image]) -> None:
    for video in BOTH:
        publish(store, video, "aa", [photos["coffee"]])
    found = open_hashes(store).nearest(hash_of(photos["coffee"]), [FILM, video_id("b", "team/gone.mp4")], 10)
    assert places(found) == [(FILM, 0.0, 10.0)]


def test_an_image_that_no_frame_shows_is_not_found(store: Store, photos: dict[str, Image.Image]) -> None:
    publish(store, TALK, "aa", [photos["coffee"]])
    assert open_hashes(store).nearest(hash_of(photos["astronaut"]), BOTH, 10) == []


def test_publications_changes_and_removals_are_followed(store: Store, photos: dict[str, Image.Image]) -> None:
    hashes, coffee, horse = open_hashes(store), hash_of(photos["coffee"]), hash_of(photos["horse"])
    assert hashes.nearest(coffee, BOTH, 10) == []
    publish(store, TALK, "aa", [photos["coffee"]])
    assert places(hashes.nearest(coffee, BOTH, 10)) == [(TALK, 0.0, 10.0)]
    publish(store, TALK, "bb", [photos["horse"], photos["coffee"]])
    assert places(hashes.nearest(coffee, BOTH, 10)) == [(TALK, 10.0, 20.0)]
    store.remove_video(TALK)
    assert hashes.nearest(coffee, BOTH, 10) == hashes.nearest(horse, BOTH, 10) == []


def test_a_video_without_frames_is_skipped(store: Store, photos: dict[str, Image.Image]) -> None:
    store.publish(TALK, "aa", 3)
    publish(store, FILM, "aa", [])
    assert open_hashes(store).nearest(hash_of(photos["coffee"]), BOTH, 10) == []


def publish_hashes(store: Store, video: str, *hashes: int) -> None:
    """A video whose frames have these hashes, a second each."""
    rows = [{"frame_index": at, "start_s": at * 1.0, "end_s": at + 1.0, "phash": one} for at, one in enumerate(hashes)]
    store.write_table(video, FRAMES, pl.DataFrame(rows, schema=FRAMES_SCHEMA), Stamp((), "aa"))
    store.publish(video, "aa", len(rows))


SEARCHED = 0xF0F0_F0F0_F0F0_F0F0


def with_flipped(bits: int) -> int:
    """The searched hash with so many bits flipped."""
    return SEARCHED ^ ((1 << bits) - 1)


def test_ten_of_64_bits_may_differ(store: Store) -> None:
    publish_hashes(store, TALK, with_flipped(11), with_flipped(10), with_flipped(0), with_flipped(3))
    hits = open_hashes(store).nearest(SEARCHED, [TALK], 10)
    assert [(hit.point_id, hit.score) for hit in hits] == [
        *((f"{TALK}/2", 1.0), (f"{TALK}/3", 1 - 3 / 64), (f"{TALK}/1", 1 - 10 / 64))
    ]


def test_equally_near_frames_are_in_the_order_of_their_videos_and_times(store: Store) -> None:
    for video in (TALK, FILM):
        publish_hashes(store, video, SEARCHED, SEARCHED)
    hits = open_hashes(store).nearest(SEARCHED, [TALK, FILM], 3)
    assert places(hits) == [(FILM, 0.0, 1.0), (FILM, 1.0, 2.0), (TALK, 0.0, 1.0)]


def test_the_hash_of_a_blank_image_finds_no_blank_frame(store: Store) -> None:
    publish_hashes(store, TALK, 0)
    hashes = open_hashes(store)
    assert hashes.nearest(0, [TALK], 10) == []
    assert places(hashes.nearest(1, [TALK], 10)) == [(TALK, 0.0, 1.0)]


def test_frames_are_read_once_a_publication(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read, read_table = list[str](), store.read_table

    def counted(video: str, artefact: str, **options: Any) -> pl.DataFrame:
        read.append(video)
        return read_table(video, artefact, **options)

    monkeypatch.setattr(store, "read_table", counted)
    publish_hashes(store, TALK, SEARCHED)
    hashes = open_hashes(store)
    for _ in range(2):
        assert len(hashes.nearest(SEARCHED, [TALK], 10)) == 1
    assert read == [TALK]
