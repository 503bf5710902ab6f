"""The suggestions of a library as it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.concurrency.waiting import until
from tests.support.library.prepared.spoken_library import publish_spoken
from tests.vindex_search.suggest.phrases.tokens import TOKEN_IDS
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store
from vindex_search.suggest import suggester as module
from vindex_search.suggest.phrases.phrase_store import PhraseStore
from vindex_search.suggest.phrases.text_follower import TextFollower
from vindex_search.suggest.suggester import Suggester
from vindex_search.videos.cache import VideoCache

SAID = ("The high tide comes in.", "A high tide again.", "No high tide today.")


@pytest.fixture
def suggester(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Suggester]:
    monkeypatch.setattr(module, "POLL_INTERVAL_S", 0.02)
    listing = PublishedListing(store, max_age_s=0)
    phrases = PhraseStore(tmp_path / "index", "vindex-test")
    texts = TextFollower(store, phrases, TOKEN_IDS)
    with Suggester(listing, VideoCache(store, listing), texts, phrases) as made:
        yield made


def texts(suggester: Suggester, typed: str, *workspaces: str) -> list[str]:
    return [one.text for one in suggester.suggest(typed, workspaces, 8)]


def test_suggestions_follow_what_is_published(store: Store, suggester: Suggester) -> None:
    chapters = [{"start_s": 1.0, "title": "Spring tides"}]
    name = publish_spoken(store, "team/sea/Tidal power.mp4", *SAID, chapters=chapters)
    until(lambda: texts(suggester, "tid") == ["Tidal power", "Spring tides", "high tide"])
    assert texts(suggester, "sea") == ["sea"]
    store.unpublish(name)
    until(lambda: not texts(suggester, "tid"))


def test_titles_are_suggested_while_the_texts_cannot_be_read(
    store: Store, suggester: Suggester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> bool:
        raise OSError("the store does not answer")

    monkeypatch.setattr(TextFollower, "follow", failing)
    publish_spoken(store, "team/tides.mp4", *SAID)
    until(lambda: texts(suggester, "tid") == ["tides"])
    until(lambda: suggester.last_error is not None)
    monkeypatch.undo()
    until(lambda: texts(suggester, "tid") == ["tides", "high tide"])


def test_a_damaged_file_is_made_again(store: Store, suggester: Suggester, tmp_path: Path) -> None:
    publish_spoken(store, "team/tides.mp4", *SAID)
    until(lambda: texts(suggester, "high") == ["high tide"])
    (file,) = (tmp_path / "index").glob("*.sqlite")
    file.write_bytes(b"no database" * 1000)
    publish_spoken(store, "team/ebb.mp4", *(text.replace("high", "neap") for text in SAID))
    until(lambda: texts(suggester, "tid") == ["tides", "high tide", "neap tide"])
