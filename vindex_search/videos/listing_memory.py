"""Which videos a filtered list can leave out unread: status and tags of each, for as long as its folders do not change.

Without it a page of the failed videos of a library reads the records of all of them. Every record is written beside its
place and moved there, which changes the modification time of the folder; a look at two folders takes a fiftieth of
the time that reading four records does.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from vindex_search.contract.artefacts import INDEXED
from vindex_search.contract.records import Status
from vindex_search.storage import files
from vindex_search.storage.store import Store

SETTLED_S: Final = 10.0  # a folder that changed later may change again within the same tick of the file system's clock

FolderTimes = tuple[int, int]


class ListingMemory:
    """Remembers, of each video of a store in a folder, its status and its tags; nothing of a store on S3.

    Args:
        store: Of one model set.
        settled_s: How long ago, in seconds, a folder has to have changed for its time to be relied on.
    """

    def __init__(self, store: Store, *, settled_s: float = SETTLED_S) -> None:
        self._store, self._settled_ns = store, int(settled_s * 1e9)
        self._local = files.is_local(store.root)
        self._known: dict[str, tuple[FolderTimes, Status, tuple[str, ...]]] = {}

    def times(self, video_id: str) -> FolderTimes | None:
        """When the folders of a video's records changed, to be asked before reading them; None where it cannot tell."""
        if not self._local:
            return None
        folder = Path(str(self._store.folder(video_id)))
        return _changed_at(folder), _changed_at(Path(str(self._store.path(video_id, INDEXED).parent)))

    def excludes(self, video_id: str, times: FolderTimes | None, *, status: Status | None, tag: str | None) -> bool:
        """Whether a video surely has another status or not this tag."""
        known = self._known.get(video_id)
        if known is None or times is None or known[0] != times:
            return False
        return (status is not None and known[1] != status) or (tag is not None and tag not in known[2])

    def remember(self, video_id: str, times: FolderTimes | None, status: Status, tags: list[str]) -> None:
        """Keep what was read of a video, unless its folders changed only just before."""
        if times is not None and max(times) < time.time_ns() - self._settled_ns:
            self._known[video_id] = (times, status, tuple(tags))
        else:
            self._known.pop(video_id, None)


def _changed_at(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
