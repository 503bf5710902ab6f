"""run_requests: stopped anywhere while an upload is registered, the next tick registers and requests it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.support.library.home import Home
from tests.support.library.upload_files import upload_file
from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.run_requests import claim_due_uploads
from vindex_assets.uploads.snapshot import Snapshot
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ForgottenRecord, UploadRecord


class Register(Operation):
    """A new version of an upload whose older one was forgotten."""

    def __init__(self, home: Home, root: str) -> None:
        self.home, self.store = home, home.library.store
        key = f"team/film{Path(root).name}.mp4"
        self.name = video_id(home.library.bucket.name, key)
        older = UploadRecord(self.name, "team", key, version="0", size=1, uploaded_at="2026-01-01T00:00:00+00:00")
        self.store.write_record(self.name, ForgottenRecord(older))
        upload_file(home, key)

    def act(self) -> None:
        result = reconcile(self.home.instance, self.home.library, ScanCursor(), now=time.time())
        _, result = claim_due_uploads(self.home.library, result, self.plan)
        result.save(self.store)

    def plan(self, rows: Sequence[VideoState]) -> list[Batch]:
        """One batch of this upload; those of other worlds wait."""
        return [Batch((row.upload,), "live") for row in rows if row.video_id == self.name]

    def state(self) -> str:
        row = Snapshot.load(self.store).rows([self.name]).get(self.name)
        return row.state if row else ""

    def check_reader(self) -> None:
        """The snapshot says that a run was requested once the upload is on record, and no sooner."""
        upload, forgotten = (self.store.has_record(self.name, kind) for kind in (UploadRecord, ForgottenRecord))
        assert self.state() in {"", "new", "unread", "requested"}
        assert self.state() != "requested" or (upload and not forgotten)

    def check_done(self) -> None:
        assert self.store.has_record(self.name, UploadRecord)
        assert not self.store.has_record(self.name, ForgottenRecord)
        assert self.state() == "requested"


def test_stopped_anywhere_the_next_tick_requests_the_upload(home: Home) -> None:
    check_every_prefix(partial(Register, home), home.path / "store")
