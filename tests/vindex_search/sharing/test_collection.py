"""collection: each change is a new value with the next revision, within bounds; what is refused says why."""

from __future__ import annotations

import pytest

from vindex_search.sharing import collection as collection_module
from vindex_search.sharing.collection import Collection, UnknownItem, changed, new_collection
from vindex_search.sharing.item import Item, SharingRefused, new_item

VIDEOS = [f"team--film-{number:010x}" for number in range(4)]


def item(video_id: str, note: str = "") -> Item:
    return new_item(video_id, content=None, by="ci", note=note)


def listed(*items: Item) -> Collection:
    made = new_collection("team", " Tides ", by="ci", now="2026-01-01T00:00:00+00:00")
    for one in items:
        made = made.with_item(one)
    return made


def test_items_stand_where_they_are_put() -> None:
    first, second, third = map(item, VIDEOS[:3])
    assert listed(first, second).with_item(third, 0).items == (third, first, second)
    assert listed(first).with_item(second, 99).items == (first, second)


@pytest.mark.parametrize(("position", "order"), [(0, "bac"), (2, "acb"), (99, "acb"), (1, "abc")])
def test_an_item_is_moved(position: int, order: str) -> None:
    items = {name: item(video) for name, video in zip("abc", VIDEOS, strict=False)}
    moved = listed(*items.values()).moved(items["b"].id, position)
    assert moved.items == tuple(items[name] for name in order)


def test_every_change_counts_once() -> None:
    first, second = item(VIDEOS[0]), item(VIDEOS[1])
    made = listed(first, second)
    assert (made.title, made.revision) == ("Tides", 3)
    after = changed(made, second.id, note=" ebb ", position=0)
    assert (after.revision, after.items[0].note) == (4, "ebb")
    assert changed(made, second.id, position=0).items[0].note == ""
    assert made.described(title="Ebbs").described(description="low").title == "Ebbs"


def test_a_video_leaves_with_its_moments() -> None:
    whole, moment = item(VIDEOS[0]), item(VIDEOS[0]).model_copy(update={"start_s": 1.0, "end_s": 2.0})
    made = listed(whole, moment, item(VIDEOS[1]))
    left = made.without(lambda one: one.video_id == VIDEOS[0])
    assert [one.video_id for one in left.items] == [VIDEOS[1]]
    assert left.without(lambda _: False) is left


@pytest.mark.parametrize("video_id", ["tea--film-0123456789", "film", "team"])
def test_only_videos_of_its_workspace_are_taken(video_id: str) -> None:
    with pytest.raises(SharingRefused, match="no video of workspace 'team'"):
        listed().with_item(item(video_id))


def test_texts_and_items_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection_module, "MAX_ITEMS", 1)
    with pytest.raises(SharingRefused, match="allowed are 1"):
        listed(item(VIDEOS[0]), item(VIDEOS[1]))
    with pytest.raises(SharingRefused, match="note has 1001 characters"):
        listed().with_item(item(VIDEOS[0], "x" * 1001))
    with pytest.raises(SharingRefused, match="title is empty"):
        listed().described(title="  ")


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(UnknownItem, match="'0a'"):
        listed().without_item("0a")
    with pytest.raises(UnknownItem, match="'0a'"):
        listed().moved("0a", 0)
