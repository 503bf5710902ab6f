"""Which generations were compared with the saved searches: those of before the first one, and a mark for each since."""

from __future__ import annotations

import json
from collections.abc import Mapping

from vindex_search.contract.generation import PublishedMark, mark_prefix, parse_marks
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store


def begin_following(store: Store) -> None:
    """Take what is published now as known, once for each collection.

    The videos of another collection that were compared count as known in this one too: another model finds other
    moments in them, but nothing new has happened. What only this one has is new.
    """
    path = alert_files.baseline_path(store.root, store.collection)
    if files.exists(path):
        return
    known = _known_elsewhere(store)
    published = {video: mark.generation.fingerprint for video, mark in store.published().items()}
    baseline = {video: name for video, name in published.items() if known is None or video in known}
    exchange(path, lambda content: (content or json.dumps(baseline).encode(), None))


def is_followed(store: Store) -> bool:
    """Whether the collection of a store has been taken as known."""
    return files.exists(alert_files.baseline_path(store.root, store.collection))


def to_compare(store: Store, published: Mapping[str, PublishedMark]) -> list[PublishedMark]:
    """The published generations that were not compared yet, ordered by video."""
    followed = followed_generations(store)
    return [mark for video, mark in sorted(published.items()) if followed.get(video) != mark.generation.fingerprint]


def followed_generations(store: Store) -> dict[str, str]:
    """The fingerprint of the last generation of each video that was compared or known, by video id."""
    baseline = files.read_json(alert_files.baseline_path(store.root, store.collection)) or {}
    names = files.list_names(alert_files.followed_folder(store.root, store.collection))
    return baseline | {mark.generation.video_id: mark.generation.fingerprint for mark in parse_marks(names)}


def mark_followed(store: Store, mark: PublishedMark) -> None:
    """Write down that a generation was compared, in place of the video's earlier ones."""
    folder, video_id = alert_files.followed_folder(store.root, store.collection), mark.generation.video_id
    for name in files.list_names(folder, mark_prefix(video_id)):
        if name != mark.file_name:
            files.remove(folder / name)
    files.write(folder / mark.file_name, b"")


def _known_elsewhere(store: Store) -> set[str] | None:
    """The videos that other collections have compared; None where there is no other."""
    names = files.list_names(store.root / alert_files.FOLDER / "baseline")
    others = [name.removesuffix(".json") for name in names]
    if not others:
        return None
    found: set[str] = set()
    for other in others:
        found |= (files.read_json(alert_files.baseline_path(store.root, other)) or {}).keys()
        marks = parse_marks(files.list_names(alert_files.followed_folder(store.root, other)))
        found |= {mark.generation.video_id for mark in marks}
    return found
