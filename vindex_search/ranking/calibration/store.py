"""Where the distribution of a library's background lies, and when it is to be measured anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from vindex_search.contract.generation import Generation
from vindex_search.contract.record_format import DamagedRecord, Fields, Record
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.storage.store import Store

RECALIBRATION_SHARE: Final = 0.1  # of the library, from which on the old distribution does not hold any more


@dataclass(frozen=True, slots=True)
class CalibratedGenerations(Record):
    """The generations that the background of a collection was measured on, as payloads name them."""

    FILE: ClassVar = "background/{collection}.of.json"
    generations: tuple[str, ...]

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(generations=found.strings("generations"))


def read_distribution(store: Store) -> NullDistribution | None:
    """The distribution of the store's collection, or None where it was not measured yet."""
    record = store.read_shared(f"background/{store.collection}.json")
    return NullDistribution.from_json(record) if record else None


def write_distribution(store: Store, distribution: NullDistribution, generations: Collection[Generation]) -> None:
    """Write it down, whole or not at all; services take it up within seconds.

    Args:
        store: Of the collection.
        distribution: What was measured.
        generations: The versions of the videos that it was measured on.
    """
    store.write_shared(f"background/{store.collection}.json", distribution.to_json())
    store.write_library_record(CalibratedGenerations(tuple(sorted(map(str, generations)))))


def is_calibration_due(store: Store) -> bool:
    """Whether a tenth of the library has come, gone or changed since the distribution was measured."""
    now = set(map(str, published_generations(store)))
    then = set(_measured_on(store))
    return bool(now) and len(now ^ then) >= RECALIBRATION_SHARE * max(1, len(then))


def _measured_on(store: Store) -> tuple[str, ...]:
    """Nothing where the record is damaged: measuring again writes it anew."""
    try:
        record = store.read_library_record(CalibratedGenerations)
    except DamagedRecord:
        return ()
    return record.generations if record else ()


def published_generations(store: Store) -> list[Generation]:
    """The versions of the videos that can be found now."""
    return [mark.generation for mark in store.published().values()]
