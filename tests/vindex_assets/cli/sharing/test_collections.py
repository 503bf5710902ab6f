"""vindex collections: made, filled, shown and deleted; what is refused is one sentence."""

from __future__ import annotations

import json

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.vindex_search.sharing.videos import FILM, add_video


def test_a_collection_is_made_filled_shown_and_deleted(home: Home) -> None:
    add_video(home.library.store)
    made = invoke("collections", "create", "team", "Tides").stdout.strip()
    added = invoke("collections", "add", made, FILM, "--start", "1", "--end", "2", "--note", "ebb")
    assert f"{made}  1 items  Tides" in added.stdout
    (item,) = json.loads(invoke("collections", "show", made).stdout)["items"]
    assert (item["video_id"], item["start_s"], item["end_s"], item["note"]) == (FILM, 1.0, 2.0, "ebb")
    assert made in invoke("collections", "list").stdout
    assert f"deleted: {made} (Tides)" in invoke("collections", "delete", made).stdout
    assert json.loads(invoke("collections", "list", "--json").stdout) == []
