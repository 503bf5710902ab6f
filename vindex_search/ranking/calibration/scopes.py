"""The calibration of each workspace, beside that of the whole library.

A confidence by the whole library's scores and word counts would tell one workspace what another one says. So each
workspace has a distribution of its own, measured when a tenth of its own videos has changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import is_workspace, workspace_of_video
from vindex_search.contract.record_format import DamagedRecord, Fields, Record
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.merge import merged
from vindex_search.ranking.calibration.store import (
    FOLDER,
    RECALIBRATION_SHARE,
    calibrated_generations,
    is_calibration_due,
    published_generations,
    read_distribution,
    write_distribution,
)
from vindex_search.storage.store import Store

WHOLE_LIBRARY: Final = ""  # the scope of a search that is restricted to no workspace

_Generations = Mapping[str, tuple[str, ...]]  # by workspace

log = logging.getLogger("vindex.service")


@dataclass(frozen=True, slots=True)
class CalibratedWorkspaces(Record):
    """The generations that each workspace was calibrated on, as payloads name them."""

    FILE: ClassVar = "background/{collection}.workspaces.json"
    workspaces: Mapping[str, tuple[str, ...]]

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {"workspaces": {name: list(generations) for name, generations in self.workspaces.items()}}

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        listed = record.nested("workspaces")
        return cls({name: listed.strings(name) for name in listed.values})


def due_scopes(store: Store) -> tuple[str, ...]:
    """The library and the workspaces of which a tenth was added, removed or changed since they were calibrated."""
    published = by_workspace(published_generations(store))
    calibrated = _calibrated(store, published)
    whole = (WHOLE_LIBRARY,) if is_calibration_due(store) else ()
    return (*whole, *(name for name in sorted(published | calibrated) if _is_due(name, published, calibrated)))


def scopes_to_measure(store: Store) -> tuple[str, ...]:
    """What a calibration measures, the library first: what is due, or everything where nothing is."""
    return due_scopes(store) or (WHOLE_LIBRARY, *sorted(by_workspace(published_generations(store))))


def _is_due(workspace: str, published: _Generations, calibrated: _Generations) -> bool:
    now, then = set(published.get(workspace, ())), set(calibrated.get(workspace, ()))
    return len(now ^ then) >= max(1, RECALIBRATION_SHARE * len(then))


def _calibrated(store: Store, workspaces: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What each workspace was calibrated on; in an older library of one workspace, what that library was."""
    own = _own_calibrated(store)
    whole = by_workspace(map(Generation.parse, calibrated_generations(store)))
    return own or {name: whole[name] for name in workspaces if whole.keys() == {name}}


def _own_calibrated(store: Store) -> dict[str, tuple[str, ...]]:
    """Empty where the record is damaged: the next calibration overwrites it."""
    try:
        record = store.read_library_record(CalibratedWorkspaces)
    except DamagedRecord:
        return {}
    return dict(record.workspaces) if record else {}


def by_workspace(generations: Iterable[Generation]) -> dict[str, tuple[str, ...]]:
    """Generations, as payloads name them, by the workspace of their video."""
    found: dict[str, tuple[str, ...]] = {}
    for generation in generations:
        workspace = workspace_of_video(generation.video_id)
        found[workspace] = (*found.get(workspace, ()), str(generation))
    return found


def generations_of(scope: str, generations: Iterable[Generation]) -> list[Generation]:
    """The generations of a scope: those of a workspace, or all."""
    return [one for one in generations if scope in (WHOLE_LIBRARY, workspace_of_video(one.video_id))]


def write_scope(store: Store, scope: str, distribution: NullDistribution, generations: Sequence[Generation]) -> None:
    """Store the distribution of a scope; that of a workspace without videos is removed.

    Args:
        store: Of the collection.
        scope: A workspace, or WHOLE_LIBRARY.
        distribution: What was measured.
        generations: The generations that it was measured on.
    """
    if scope == WHOLE_LIBRARY:
        write_distribution(store, distribution, generations)
        return
    listed = _own_calibrated(store)
    listed.pop(scope, None)
    if generations:
        store.write_library_json(_file_of(store, scope), distribution.to_json())
        listed[scope] = tuple(sorted(map(str, generations)))
    else:
        store.remove_library_file(_file_of(store, scope))
    store.write_library_record(CalibratedWorkspaces(listed))


def read_scoped_distribution(store: Store, workspaces: Sequence[str]) -> NullDistribution | None:
    """The null distribution of the scores in some workspaces together; None where none of them was calibrated."""
    own = [found for name in workspaces if (found := _read_workspace(store, name))]
    if own or _own_calibrated(store):
        return merged(own)
    whole = by_workspace(map(Generation.parse, calibrated_generations(store)))
    return read_distribution(store) if whole and whole.keys() <= set(workspaces) else None


def _read_workspace(store: Store, workspace: str) -> NullDistribution | None:
    if not is_workspace(workspace):
        return None
    try:
        record = store.read_library_json(_file_of(store, workspace))
        return NullDistribution.from_json(record) if record else None
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        log.warning("the calibration of workspace %s cannot be read: %s", workspace, problem)
        return None


def _file_of(store: Store, workspace: str) -> str:
    return f"{FOLDER}/{store.collection}/{workspace}.json"
