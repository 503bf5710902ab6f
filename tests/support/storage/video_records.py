"""Videos in a store as the pipeline leaves them: their records, and that they were published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vindex_search.contract import INDEXED, UPLOAD, VIDEO, video_id, workspace_of
from vindex_search.store import Store


def register(
    store: Store,
    key: str,
    records: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    uploaded_at: str = "2026-01-01T00:00:00+00:00",
    revision: str = "1",
) -> str:
    """Write down an upload, and further records of it by their names; returns its video id."""
    name = video_id("folder", key)
    upload = {"object_key": key, "version": "1", "revision": revision, "size": 5, "sidecars": []}
    more = {"video_id": name, "workspace": workspace_of(key), "uploaded_at": uploaded_at}
    store.write_record(name, UPLOAD, {**upload, **more})
    for record, facts in (records or {}).items():
        store.write_record(name, record, dict(facts))
    return name


def publish(store: Store, key: str, *, generation: str = "aa", uploaded_at: str = "2026-01-01T00:00:00+00:00") -> str:
    """A video that can be found; returns its id."""
    name = register(store, key, uploaded_at=uploaded_at)
    store.write_record(name, VIDEO, {"duration_s": 60.0, "width": 64})
    store.write_record(name, INDEXED, {"revision": "1"})
    store.publish(name, generation, 1)
    return name


def known_video(store: Store, object_key: str, **facts: Any) -> str:
    """The records of a video that was probed and not yet worked on; returns its id."""
    identifier = video_id("bucket", object_key)
    workspace = object_key.split("/")[0]
    upload: dict[str, Any] = {
        "workspace": workspace,
        "object_key": object_key,
        "version": "1",
        "revision": "1",
        "size": 1,
    }
    upload |= {"sidecars": [], "uploaded_at": "2026-01-01T00:00:00Z"}
    store.write_record(identifier, UPLOAD, upload)
    store.write_record(identifier, VIDEO, facts)
    return identifier
