"""A thread of the service that publishes corrections: it looks for new marks every second.

A mark is removed once points that hold its correction are published, and one whose correction was never written (the
process was killed in between) after a minute. Whatever is in the way is logged, and tried again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Final

from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.common.text import visible
from vindex_search.contract.corrections.correction import made_at_s
from vindex_search.contract.ids import VIDEO_ID_PATTERN, is_workspace
from vindex_search.contract.record_format import RecordError
from vindex_search.corrections.journals import read_journal, read_names
from vindex_search.corrections.texts import Embed
from vindex_search.index.base import Index
from vindex_search.models.model import ModelSet
from vindex_search.storage.library import correction_marks
from vindex_search.storage.store import Store
from vindex_search.videos.corrections.publication import PublicationBusy, publish_corrections

log = logging.getLogger("vindex.corrections")

POLL_S: Final = 1.0  # a small object is read; of the five seconds until a correction is found
MAX_UNCHANGED_S: Final = 30.0  # marks are listed though the revision is the same: its writer may have been killed
NEVER_WRITTEN_S: Final = 60.0  # a correction is written within milliseconds of its mark; on a bad store within seconds


class CorrectionFollower(PollingThread):
    """Publishes corrections as they are made, by whichever process.

    Args:
        store: Of the active collection.
        models: Its model set.
        embed: The encoder of passages; None while it is not loaded.
        server: The index on a server; None: the embedded one follows the store.
    """

    def __init__(
        self, store: Store, models: ModelSet, embed: Callable[[], Embed | None], server: Callable[[], Index | None]
    ) -> None:
        super().__init__("corrections", interval_s=POLL_S, immediate=True)
        self._store, self._models, self._embed, self._server = store, models, embed, server
        self._followed: tuple[str, float] | None = None  # the revision whose marks are all done, and when (monotonic)

    def _describe(self, error: Exception) -> str:
        return f"corrections cannot be published, trying again: {error}"

    def _poll(self) -> None:
        embed = self._embed()
        revision, now = correction_marks.read_revision(self._store.root), time.monotonic()
        if embed is None or self._is_followed(revision, now):
            return
        self._followed = None
        marked = sorted(correction_marks.list_marked(self._store.root), key=_is_of_workspace)
        by_target = [(target, [one for _target, one in marks]) for target, marks in groupby(marked, key=itemgetter(0))]
        done = [not self._stopping and self._follow(target, ids, embed) for target, ids in by_target]
        if all(done):
            self._followed = revision, now

    def _is_followed(self, revision: str, now: float) -> bool:
        """Whether all marks of a revision are done, as far as they were listed lately."""
        return (
            self._followed is not None and self._followed[0] == revision and now - self._followed[1] < MAX_UNCHANGED_S
        )

    def _follow(self, target: str, correction_ids: list[str], embed: Embed) -> bool:
        """Publish the corrections of a video or a workspace; returns whether none of their marks is left."""
        try:
            written = self._written(target, correction_ids)
            if not all(self._publish(video_id, embed) for video_id in self._videos(target)):
                return False
            correction_marks.remove(self._store.root, target, written)
            return len(written) == len(correction_ids)
        except RecordError as problem:  # of this video; the others go on
            log.warning("%s", visible(f"corrections of {target}: {problem}"))
            return False

    def _written(self, target: str, correction_ids: list[str]) -> list[str]:
        """The corrections that are in the journal now, and those that never will be."""
        is_video = VIDEO_ID_PATTERN.fullmatch(target)
        journal = read_journal(self._store, target) if is_video else read_names(self._store, target)
        known = {entry.id for entry in journal.entries}
        return [one for one in correction_ids if one in known or time.time() - made_at_s(one) > NEVER_WRITTEN_S]

    def _videos(self, target: str) -> Iterable[str]:
        if VIDEO_ID_PATTERN.fullmatch(target):
            return [target]
        return self._store.video_ids([target]) if is_workspace(target) else []

    def _publish(self, video_id: str, embed: Embed) -> bool:
        """Whether the corrections of a video are published, or will be by the run that works on it."""
        try:
            publish_corrections(self._store, self._models, video_id, embed, server=self._server())
        except PublicationBusy as busy:
            log.info("%s", busy)
            return False
        except FileNotFoundError:  # it is being removed
            log.info("corrections: %s is gone", video_id)
        return True


def _is_of_workspace(mark: tuple[str, str]) -> tuple[bool, str]:
    """Corrections of single videos come first: somebody waits for them."""
    return VIDEO_ID_PATTERN.fullmatch(mark[0]) is None, mark[0]
