"""The body of a message to a webhook: which search, which video, and its moments."""

from __future__ import annotations

import json
from typing import Final

from vindex_search.alerts.delivery.entry import Entry
from vindex_search.alerts.saved_search import SavedSearch

KIND: Final = "moments.found"


def message_body(search: SavedSearch, entry: Entry) -> bytes:
    """A message as JSON, the same at each try."""
    video, batch = entry.video_id, entry.batch
    moments = [
        {**moment.model_dump(mode="json"), "play_path": f"/v/{video}?t={moment.start_s:g}"} for moment in batch.moments
    ]
    data = {
        "search": {"id": search.id, "name": search.name, "query": search.text},
        "video": {"id": video, "title": batch.title},
        "moments": moments,
    }
    return json.dumps({"type": KIND, "timestamp": batch.at, "data": data}, ensure_ascii=False).encode()
