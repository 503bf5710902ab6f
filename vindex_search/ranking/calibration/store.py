"""The stored calibration of a collection: its null distribution, what it was measured on, and when it is due again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from vindex_search.contract.generation import Generation
from vindex_search.contract.record_format import DamagedRecord, Fields, Record
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.storage.store import Store

# Calibration used to be called `background`; its files keep that name, so that stored ones are still read.
FOLDER: Final = "background"
RECALIBRATION_SHARE: Final = 0.1  # of the library's videos: from so many changes on it is measured again


@dataclass(frozen=True, slots=True)
class CalibratedGenerations(Record):
    """The generations that a collection was calibrated on, as payloads name them."""

    FILE: ClassVar = "background/{collection}.of.json"
    generations: tuple[str, ...]

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(generations=record.strings("generations"))


def read_distribution(store: Store) -> NullDistribution | None:
    """The null distribution of the store's collection; None where it was not measured yet."""
    record = store.read_library_json(_file_of(store))
    return NullDistribution.from_json(record) if record else None


def write_distribution(store: Store, distribution: NullDistribution, generations: Collection[Generation]) -> None:
    """Store a null distribution atomically; search services read it within seconds.

    Args:
        store: Of the collection.
        distribution: What was measured.
        generations: The generations of the videos that it was measured on.
    """
    store.write_library_json(_file_of(store), distribution.to_json())
    store.write_library_record(CalibratedGenerations(tuple(sorted(map(str, generations)))))


def is_calibration_due(store: Store) -> bool:
    """Whether a tenth of the library was added, removed or changed since it was calibrated."""
    published = set(map(str, published_generations(store)))
    calibrated = set(calibrated_generations(store))
    return bool(published) and len(published ^ calibrated) >= RECALIBRATION_SHARE * len(calibrated)


def published_generations(store: Store) -> list[Generation]:
    """The generations that searches find now."""
    return [mark.generation for mark in store.published().values()]


def calibrated_generations(store: Store) -> tuple[str, ...]:
    """The generations that the library was calibrated on, as payloads name them.

    Empty where the record is damaged: the next calibration overwrites it.
    """
    try:
        record = store.read_library_record(CalibratedGenerations)
    except DamagedRecord:
        return ()
    return record.generations if record else ()


def _file_of(store: Store) -> str:
    return f"{FOLDER}/{store.collection}.json"
