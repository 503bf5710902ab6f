"""Reading what is published, each generation once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.library.prepared.spoken_library import publish_spoken
from tests.vindex_search.suggest.phrases.tokens import TOKEN_IDS
from vindex_search.contract.artefacts import POINTS
from vindex_search.storage.store import Store
from vindex_search.suggest.phrases.phrase_store import PhraseStore
from vindex_search.suggest.phrases.text_follower import TextFollower

SAID = ("The high tide comes in.", "A high tide again.", "No high tide today.")


@pytest.fixture
def phrases(tmp_path: Path) -> Iterator[PhraseStore]:
    opened = PhraseStore(tmp_path / "index", "vindex-test")
    yield opened
    opened.close()


@pytest.fixture
def follower(store: Store, phrases: PhraseStore) -> TextFollower:
    return TextFollower(store, phrases, TOKEN_IDS)


def follow(follower: TextFollower, store: Store, *, until: float = float("inf"), stops: bool = False) -> bool:
    return follower.follow(store.published(), until=until, wait=lambda _seconds: stops)


def texts(phrases: PhraseStore) -> list[str]:
    return [one.text for one in phrases.frequent()]


def test_what_is_published_is_read_and_what_is_removed_is_forgotten(
    store: Store, follower: TextFollower, phrases: PhraseStore
) -> None:
    name = publish_spoken(store, "team/a.mp4", *SAID)
    assert follow(follower, store)
    assert texts(phrases) == ["high tide"]
    store.unpublish(name)
    assert follow(follower, store)
    assert (texts(phrases), phrases.generations()) == ([], {})


def test_a_generation_is_read_once_also_by_the_next_service(
    store: Store, follower: TextFollower, phrases: PhraseStore
) -> None:
    publish_spoken(store, "team/a.mp4", *SAID)
    follow(follower, store)
    assert not follow(follower, store)
    assert not follow(TextFollower(store, phrases, TOKEN_IDS), store)


def test_a_new_generation_is_read_in_the_place_of_the_old_one(
    store: Store, follower: TextFollower, phrases: PhraseStore
) -> None:
    publish_spoken(store, "team/a.mp4", *SAID)
    follow(follower, store)
    publish_spoken(store, "team/a.mp4", *(text.replace("high", "low") for text in SAID), code="2")
    assert follow(follower, store)
    assert texts(phrases) == ["low tide"]


@pytest.mark.parametrize(("until", "stops"), [(float("-inf"), False), (float("inf"), True)])
def test_reading_ends_with_the_time_and_with_the_service_and_goes_on_later(
    store: Store, follower: TextFollower, until: float, stops: bool
) -> None:
    for number in range(3):
        publish_spoken(store, f"team/{number}.mp4", *SAID)
    follow(follower, store, until=until, stops=stops)
    assert len(follower.pending(store.published())) == 2
    follow(follower, store)
    assert follower.pending(store.published()) == []


def test_a_damaged_table_has_no_phrases_and_stops_no_other(
    store: Store, follower: TextFollower, phrases: PhraseStore
) -> None:
    damaged = publish_spoken(store, "team/a.mp4", *SAID)
    publish_spoken(store, "team/b.mp4", *SAID)
    store.path(damaged, POINTS).write_bytes(b"no table")
    follow(follower, store)
    assert texts(phrases) == ["high tide"]
    assert follower.pending(store.published()) == []


def test_all_is_read_again_after_damage(store: Store, follower: TextFollower, phrases: PhraseStore) -> None:
    publish_spoken(store, "team/a.mp4", *SAID)
    follow(follower, store)
    follower.start_again()
    assert phrases.generations() == {}
    follow(follower, store)
    assert texts(phrases) == ["high tide"]
