"""vindex shares: the link is printed once, listed without its secret, and revoked."""

from __future__ import annotations

import json
import re

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.vindex_search.sharing.videos import FILM, add_video


def test_a_link_is_printed_once_listed_without_its_secret_and_revoked(home: Home) -> None:
    add_video(home.library.store)
    link = invoke("shares", "create", FILM, "--ends", "7d").stdout.strip()
    assert re.fullmatch(r"/s/vdl_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", link)
    listing = invoke("shares", "list", "--json").stdout
    (share,) = json.loads(listing)
    assert share["subject"]["video_id"] == FILM
    assert link.rsplit("_", 1)[-1] not in listing
    assert "digest" not in share
    assert f"revoked: {share['id']}" in invoke("shares", "revoke", share["id"]).stdout
    assert invoke("shares", "list").stdout == ""
