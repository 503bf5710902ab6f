"""The active model set of a library: that of the settings, until `vindex reindex` has switched to another one.

The switch is a record in the store, written atomically: the pipeline reads it at the start of each video, the service
polls it twice a second.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final, Self

from vindex_search.contract.record_format import Fields, Record
from vindex_search.models.catalogue import model_set
from vindex_search.models.model import ModelSet
from vindex_search.models.weights import WeightsLocator, with_stand_in
from vindex_search.settings import Settings
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.models")

ACTIVE_SET_FILE: Final = "live.json"


@dataclass(frozen=True, slots=True)
class ActiveSetRecord(Record):
    """The active model set, by name; `at`: when it was activated, ISO 8601 in UTC."""

    FILE: ClassVar = ACTIVE_SET_FILE
    models: str
    at: str

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(models=record.string("models"), at=record.string("at"))


def collection_name(models: ModelSet) -> str:
    """Name of the collection of a model set."""
    return f"vindex-{models.fingerprint}"


def open_store(settings: Settings, models: ModelSet) -> Store:
    """The store of the settings, with the artefacts and marks of a model set's collection."""
    return Store(
        settings.store_root, collection_name(models), endpoint=settings.s3_endpoint, encryption=settings.encryption
    )


def library_store(settings: Settings) -> Store:
    """The store for the records of the library, which are the same for all model sets."""
    return open_store(settings, configured_model_set(settings, settings.models))


def configured_model_set(settings: Settings, name: str) -> ModelSet:
    """The model set of a name, with diarisation where the settings ask for it, as this machine can serve it.

    Raises:
        ValueError: there is no such set.
    """
    models = model_set(name, speakers=settings.speakers and name == settings.models)
    return with_stand_in(models, WeightsLocator(settings.models_dir))


def active_model_set(settings: Settings) -> ModelSet:
    """The active model set.

    Raises:
        ValueError: the record that names it cannot be read, or names no set.
    """
    configured = configured_model_set(settings, settings.models)
    record = open_store(settings, configured).read_library_record(ActiveSetRecord)
    return configured_model_set(settings, record.models) if record else configured


def activate(settings: Settings, models: ModelSet) -> None:
    """Make a model set the active one."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    open_store(settings, models).write_library_record(ActiveSetRecord(models.name, now))
    log.info("active model set: %s", models.name)
