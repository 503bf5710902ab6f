"""Where the distribution of a library's background lies, and when it is to be measured anew."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from vindex_search.background.distribution import Distribution
from vindex_search.store import Store

CHANGED_SHARE: Final = 0.1  # of the library, from which on the old distribution does not hold any more


def read_distribution(store: Store) -> Distribution | None:
    """The distribution of the store's collection, or None where it was not measured yet."""
    record = store.read_shared(f"background/{store.collection}.json")
    return Distribution.from_json(record) if record else None


def keep_distribution(store: Store, distribution: Distribution, generations: Collection[str]) -> None:
    """Write it down, whole or not at all; services take it up within seconds.

    Args:
        store: Of the collection.
        distribution: What was measured.
        generations: The versions of the videos that it was measured on.
    """
    store.write_shared(f"background/{store.collection}.json", distribution.to_json())
    store.write_shared(f"background/{store.collection}.of.json", {"generations": sorted(generations)})


def is_due(store: Store) -> bool:
    """Whether a tenth of the library has come, gone or changed since the distribution was measured."""
    now = set(generations(store))
    record = store.read_shared(f"background/{store.collection}.of.json")
    then = set(record["generations"]) if record else set()
    return bool(now) and len(now ^ then) >= CHANGED_SHARE * max(1, len(then))


def generations(store: Store) -> list[str]:
    """The versions of the videos that can be found now."""
    return [f"{video_id}@{fingerprint}" for video_id, (fingerprint, _) in store.published().items()]
