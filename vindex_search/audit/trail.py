"""The audit log as one actor writes it: what is passed down to where a deed is done.

Whatever changes the library is written down first, and refused where that is impossible. What changes nothing, such as
a refused sign-in, and what follows by itself from a change made elsewhere is written where it can be.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from vindex_search.audit.actor import Actor, machine_user
from vindex_search.audit.entry import Action, Entry, Result
from vindex_search.audit.log import AuditLog, AuditUnavailable
from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.storage.record_store import RecordStore

log = logging.getLogger("vindex.audit")


@dataclass(frozen=True, slots=True)
class Trail:
    """The audit log and the actor who leaves entries in it."""

    log: AuditLog
    actor: Actor

    @contextmanager
    def deed(
        self, action: Action, *, videos: Sequence[str] = ("",), workspace: str = "", detail: str = ""
    ) -> Iterator[None]:
        """Context manager around a deed: an entry before it, and one with its result after it, for each video.

        Raises:
            AuditUnavailable: the first cannot be written; the deed is not begun.
        """
        begun = self.begin(action, videos=videos, workspace=workspace, detail=detail)
        try:
            yield
        except BaseException as problem:
            self.end(begun, "failed", f"{type(problem).__name__}: {problem}")
            raise
        self.end(begun, "done")

    def begin(
        self, action: Action, *, videos: Sequence[str] = ("",), workspace: str = "", detail: str = ""
    ) -> Sequence[Entry]:
        """Write that a deed begins, an entry for each video; returns them for `end`.

        Raises:
            AuditUnavailable: they cannot be written; then the deed is not to be done.
        """
        entries = [self._entry(action, "begun", video, workspace, detail) for video in videos]
        if entries:
            self.log.append(entries)
        return entries

    def end(self, begun: Sequence[Entry], result: Result, detail: str = "") -> None:
        """Write how a deed ended; without `detail` that of its beginning stays."""
        if begun:
            self._try_append([_ended(entry, result, detail or entry.detail) for entry in begun])

    def note(self, action: Action, result: Result, *, video: str = "", workspace: str = "", detail: str = "") -> None:
        """Write one entry; where that is impossible, the service's log says so."""
        self._try_append([self._entry(action, result, video, workspace, detail)])

    def _try_append(self, entries: Sequence[Entry]) -> None:
        try:
            self.log.append(entries)
        except AuditUnavailable as problem:
            log.warning("an entry is missing, %s of %s: %s", entries[0].result, entries[0].action, problem.__cause__)

    def _entry(self, action: Action, result: Result, video: str, workspace: str, detail: str) -> Entry:
        match = VIDEO_ID_PATTERN.fullmatch(video)
        return Entry(
            at=_now(),
            deed=secrets.token_hex(6),
            actor_kind=self.actor.kind,
            actor_id=self.actor.id,
            actor_name=self.actor.name,
            action=action,
            result=result,
            workspace=workspace or (match[1] if match else ""),
            video=video,
            address=self.actor.address,
            request_id=self.actor.request_id,
            detail=detail,
        )


def trail_of(store: RecordStore, actor: Actor | None = None) -> Trail:
    """The trail of an actor in a library; without one of the machine's user, so that no deed is without an entry."""
    return Trail(AuditLog(store.root), actor or machine_user())


def _ended(begun: Entry, result: Result, detail: str) -> Entry:
    return replace(begun, at=_now(), result=result, detail=detail)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
