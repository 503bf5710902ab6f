"""The files of saved searches, `<root>/alerts/`: what is kept of each, and what goes with a video.

searches.json                             the saved searches
lease.json                                which service watches
baseline/<collection>.json                the generations of before somebody saved a search, by video id
followed/<collection>/<mark>              of each video the generation that was compared since
videos/<video id>.json                    the moments of a video that were told, of every search
told/<search>/<entry>                     the same of one search, an entry for each message, and how its delivery went
backgrounds/<collection>/<search>.json    what a search scores in videos that do not answer it
outbox/<search>~<entry>                   empty: the message is still to be delivered
dead/<search>~<entry>                     empty: its delivery was given up

An entry is named `<time>.<moments>.<video id>.<message>.json`, so that a listing is in order and says how many are new.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from upath import UPath

from vindex_search.contract.generation import mark_prefix
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange, remove_exchanged

FOLDER: Final = "alerts"
SEARCHES: Final = "alerts/searches.json"
MARKERS: Final = ("outbox", "dead")
OF_SEARCH: Final = "~"  # between the search and the entry in the name of a marker; in neither


def video_path(root: UPath, video_id: str) -> UPath:
    """The record of a video."""
    return root / FOLDER / "videos" / f"{video_id}.json"


def told_folder(root: UPath, search: str) -> UPath:
    """The entries of a search."""
    return root / FOLDER / "told" / search


def marker(root: UPath, kind: str, search: str, entry: str) -> UPath:
    """The marker of an entry: `outbox` or `dead`."""
    return root / FOLDER / kind / f"{search}{OF_SEARCH}{entry}"


def list_markers(root: UPath, kind: str, search: str = "") -> list[tuple[str, str]]:
    """Searches and entries that are marked, of one search or of all, those of a search oldest first."""
    names = files.list_names(root / FOLDER / kind, f"{search}{OF_SEARCH}" if search else "")
    return [(search, entry) for search, _, entry in (name.partition(OF_SEARCH) for name in names)]


def followed_folder(root: UPath, collection: str) -> UPath:
    """The marks of what was compared."""
    return root / FOLDER / "followed" / collection


def baseline_path(root: UPath, collection: str) -> UPath:
    """The generations that were there before."""
    return root / FOLDER / "baseline" / f"{collection}.json"


def remove_search(root: UPath, search: str) -> None:
    """Remove the entries of a search and their markers."""
    for kind in MARKERS:
        for _, entry in list_markers(root, kind, search):
            files.remove(marker(root, kind, search, entry))
    files.remove_folder(told_folder(root, search))
    for collection in files.list_names(root / FOLDER / "backgrounds"):
        files.remove(root / FOLDER / "backgrounds" / collection / f"{search}.json")


def remove_of_workspace(root: UPath, workspace: str) -> None:
    """Remove the saved searches of one workspace alone, which is forgotten, and what they told."""
    if not files.exists(root / SEARCHES):
        return

    def drop(content: bytes | None) -> tuple[bytes, list[str]]:
        record = json.loads(content or b'{"searches": []}')
        gone = [one["id"] for one in record["searches"] if one["where"].get("workspaces") == [workspace]]
        record["searches"] = [one for one in record["searches"] if one["id"] not in gone]
        return json.dumps(record, ensure_ascii=False).encode(), gone

    for search in exchange(root / SEARCHES, drop):
        remove_search(root, search)


def remove_of_video(root: UPath, video_id: str) -> None:
    """Remove what was told of a video: the entries first, as the record is how they are found again."""
    if not files.exists(root / SEARCHES):  # nobody ever saved one
        return
    for search in files.list_names(root / FOLDER / "told"):
        _remove_entries(root, search, (name for name in files.list_names(told_folder(root, search))), video_id)
    remove_exchanged(video_path(root, video_id))
    for collection in files.list_names(root / FOLDER / "followed"):
        for name in files.list_names(root / FOLDER / "followed" / collection, mark_prefix(video_id)):
            files.remove(root / FOLDER / "followed" / collection / name)
    for name in files.list_names(root / FOLDER / "baseline"):
        _forget(root / FOLDER / "baseline" / name, video_id)


def _forget(baseline: UPath, video_id: str) -> None:
    """Drop a video: where it is uploaded again, it is a new one."""
    if video_id not in (files.read_json(baseline) or {}):
        return

    def drop(content: bytes | None) -> tuple[bytes, None]:
        kept = json.loads(content or b"{}")
        kept.pop(video_id, None)
        return json.dumps(kept).encode(), None

    exchange(baseline, drop)


def _remove_entries(root: UPath, search: str, entries: Iterable[str], video_id: str) -> None:
    for entry in entries:
        if f".{video_id}." in entry:
            for kind in MARKERS:
                files.remove(marker(root, kind, search, entry))
            remove_exchanged(told_folder(root, search) / entry)
