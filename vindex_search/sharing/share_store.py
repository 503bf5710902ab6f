"""The shares of a library: a file each, written once and removed once, so that nothing brings a revoked one back.

<root>/access/shares/<share id>.json
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import ValidationError
from upath import UPath

from vindex_search.audit.actor import Actor, machine_user
from vindex_search.audit.trail import trail_of
from vindex_search.sharing.followed import is_there
from vindex_search.sharing.item import SharingRefused, check_range
from vindex_search.sharing.share import MAX_DAYS, MAX_MARGIN_S, SharedLink, Subject, new_share
from vindex_search.storage import files
from vindex_search.storage.store import Store

FOLDER: Final = "access/shares"
SUFFIX: Final = ".json"
MAX_SHARES: Final = 1000  # of a library, with those that have ended: listing them reads them all
KEPT: Final = timedelta(days=30)  # after its end, for whoever asks what was shared


class ShareStore:
    """The shares of one library, as one actor makes and revokes them.

    Args:
        store: The library's.
        actor: Who does; None: the machine's user.
    """

    def __init__(self, store: Store, actor: Actor | None = None) -> None:
        self._store, self._actor = store, actor or machine_user()

    def create(self, subject: Subject, ends_at: datetime, *, download: bool = False) -> tuple[SharedLink, str]:
        """Share something; returns the share and its token, which cannot be shown again.

        Raises:
            SharingRefused: the range, the margin or the end is not allowed, or the library has too many shares.
            AuditUnavailable: it cannot be written down, and is not made.
        """
        _check(subject, ends_at)
        self._sweep()
        share, token = new_share(subject, ends_at, download=download, by=self._actor.name)
        detail = f"{share.id}: {_described(subject)}, until {share.ends_at}"
        trail = trail_of(self._store, self._actor)
        with trail.deed("share_create", videos=[subject.video_id], workspace=subject.workspace, detail=detail):
            files.write(self._path(share.id), share.model_dump_json(exclude_defaults=True).encode())
            self._require_subject(share)
        return share, token

    def find(self, share_id: str) -> SharedLink | None:
        """A share, ended or not; None where there is none. `share_id` is one, as `share_id_of` finds it."""
        try:
            return SharedLink.model_validate_json(files.read(self._path(share_id)))
        except (FileNotFoundError, ValidationError):
            return None

    def all(self) -> Iterator[SharedLink]:
        """Every share, ended ones too, in no order."""
        names = files.list_names(self._store.root / FOLDER)
        found = (self.find(name.removesuffix(SUFFIX)) for name in names if name.endswith(SUFFIX))
        return (share for share in found if share)

    def revoke(self, share: SharedLink) -> None:
        """End a share: services refuse it within two seconds.

        Raises:
            AuditUnavailable: it cannot be written down, and the share stays valid.
        """
        subject, trail = share.subject, trail_of(self._store, self._actor)
        with trail.deed("share_revoke", videos=[subject.video_id], workspace=subject.workspace, detail=share.id):
            self.remove(share.id)

    def remove(self, share_id: str) -> None:
        """Remove a share's file, as what follows from another deed."""
        files.remove(self._path(share_id))

    def _require_subject(self, share: SharedLink) -> None:
        """Take a share back whose video was deleted meanwhile: who deletes it may have looked before."""
        if share.subject.video_id and not is_there(self._store, share.subject.video_id):
            self.remove(share.id)
            raise SharingRefused(f"{share.subject.video_id} was deleted meanwhile")

    def _sweep(self) -> None:
        """Remove what ended long ago, where there are many.

        Raises:
            SharingRefused: there are too many nevertheless.
        """
        if len(files.list_names(self._store.root / FOLDER)) < MAX_SHARES:
            return
        before = datetime.now(UTC) - KEPT
        shares = list(self.all())
        old = [share for share in shares if share.has_ended(before)]
        for share in old:
            self.remove(share.id)
        if not old:
            raise SharingRefused(f"the library has {len(shares)} shares, which is all it may have; revoke some")

    def _path(self, share_id: str) -> UPath:
        return self._store.root / FOLDER / f"{share_id}{SUFFIX}"


def _check(subject: Subject, ends_at: datetime) -> None:
    check_range(subject.start_s, subject.end_s)
    if not 0 <= subject.margin_s <= MAX_MARGIN_S:
        raise SharingRefused(f"margin_s is {subject.margin_s:g}; allowed are 0 to {MAX_MARGIN_S:g}")
    now = datetime.now(UTC)
    if not now < ends_at <= now + timedelta(days=MAX_DAYS):
        raise SharingRefused(f"a share ends after now and within {MAX_DAYS} days, not at {ends_at.isoformat()}")


def _described(subject: Subject) -> str:
    if subject.kind == "moment":
        return f"{subject.start_s:g} to {subject.end_s:g} s of {subject.video_id}"
    return subject.collection_id or subject.video_id
