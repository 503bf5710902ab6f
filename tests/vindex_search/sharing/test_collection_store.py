"""collection_store: no change of another service is lost, a revision that has passed is refused; in both places."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.storage.stores import in_both_places
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog
from vindex_search.sharing import collection_store
from vindex_search.sharing.collection_store import CollectionStore, RevisionConflict, UnknownCollection
from vindex_search.sharing.item import SharingRefused, new_item
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
WRITERS = 4
ACTOR = Actor("key", "0a1b2c3d", "editor")


def test_a_collection_is_found_by_its_id_and_its_workspace(store: Store) -> None:
    lists = CollectionStore(store, ACTOR)
    made = [lists.create("team", title) for title in ("b", "A")]
    lists.create("tea", "c")
    assert [one.title for one in lists.in_workspace("team")] == ["A", "b"]
    assert lists.find(made[0].id) == made[0]
    assert lists.workspaces() == ["tea", "team"]
    assert made[0].created_by == "editor"


@pytest.mark.parametrize("name", ["", "team", "../keys", "team--0123", "team--" + "0" * 16])
def test_what_is_no_collection_is_unknown(store: Store, name: str) -> None:
    assert CollectionStore(store).find(name) is None
    with pytest.raises(UnknownCollection):
        CollectionStore(store).change(name, lambda one: one)


def test_changes_made_at_once_are_all_kept(store: Store) -> None:
    made, together = CollectionStore(store).create("team", "Tides"), threading.Barrier(WRITERS)

    def add(number: int) -> None:
        item = new_item(f"team--film-{number:010x}", content=None, by="ci")
        together.wait()
        CollectionStore(store).change(made.id, lambda one: one.with_item(item))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(add, range(WRITERS)))
    after = CollectionStore(store).find(made.id)
    assert after is not None
    assert (len(after.items), after.revision) == (WRITERS, 1 + WRITERS)


def test_a_revision_that_has_passed_changes_nothing(store: Store) -> None:
    lists = CollectionStore(store, ACTOR)
    made = lists.create("team", "Tides")
    after = lists.change(made.id, lambda one: one.described(title="Ebbs"), revision=1)
    with pytest.raises(RevisionConflict, match="at revision 2, changed by editor since revision 1"):
        lists.change(made.id, lambda one: one.described(title="Floods"), revision=1)
    with pytest.raises(RevisionConflict):
        lists.delete(made.id, revision=1)
    assert lists.find(made.id) == after
    lists.delete(made.id, revision=2)
    assert lists.find(made.id) is None


def test_deeds_are_written_down_and_refusals_are_not(store: Store) -> None:
    lists = CollectionStore(store, ACTOR)
    made = lists.create("team", "Tides")
    lists.change(made.id, lambda one: one.described(title="Ebbs"))
    with pytest.raises(SharingRefused):
        lists.change(made.id, lambda one: one.described(title=""))
    lists.delete(made.id)
    entries = [
        (entry.action, entry.workspace) for entry in AuditLog(store.root).read() if entry and entry.result == "done"
    ]
    assert sorted(entries) == [(f"collection_{deed}", "team") for deed in ("change", "create", "delete")]


def test_a_workspace_has_so_many_at_most(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection_store, "MAX_COLLECTIONS", 1)
    CollectionStore(store).create("team", "one")
    with pytest.raises(SharingRefused, match="all it may have"):
        CollectionStore(store).create("team", "two")
