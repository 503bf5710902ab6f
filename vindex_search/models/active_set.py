"""Which model set the library answers with: that of the settings, until `vindex reindex` has switched to another.

The switch is one small file in the store, written at once: the pipeline reads it when it begins a video, the service
looks at it twice a second and follows.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final, Self

from vindex_search.contract.record_format import Fields, Record
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.settings import Settings
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.live")

ACTIVE_SET_FILE: Final = "live.json"


@dataclass(frozen=True, slots=True)
class ActiveSetRecord(Record):
    """The model set, by name, that the whole library answers with; `at`: since when, ISO 8601 in UTC."""

    FILE: ClassVar = ACTIVE_SET_FILE
    models: str
    at: str

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(models=found.string("models"), at=found.string("at"))


def collection_name(models: ModelSet) -> str:
    """Name of the collection that holds the points of a model set."""
    return f"vindex-{models.fingerprint}"


def open_store(settings: Settings, models: ModelSet) -> Store:
    """The store as those see it who work with a model set."""
    return Store(
        settings.store_root, collection_name(models), endpoint=settings.s3_endpoint, encryption=settings.encryption
    )


def library_store(settings: Settings) -> Store:
    """The store for what is shared by the whole library, whichever set it answers with."""
    return open_store(settings, configured_model_set(settings, settings.models))


def configured_model_set(settings: Settings, name: str) -> ModelSet:
    """The set of a name, as the settings want it; ValueError where there is none."""
    return model_set(name, speakers=settings.speakers and name == settings.models)


def active_model_set(settings: Settings) -> ModelSet:
    """The set that the library answers with now.

    Raises:
        ValueError: the file that names it cannot be read, or names no set: no other one is a guess worth making.
    """
    found = configured_model_set(settings, settings.models)
    record = open_store(settings, found).read_library_record(ActiveSetRecord)
    return configured_model_set(settings, record.models) if record else found


def activate(settings: Settings, models: ModelSet) -> None:
    """Let the library answer with another set from now on."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    open_store(settings, models).write_library_record(ActiveSetRecord(models.name, now))
    log.info("the library answers with the model set %s", models.name)
