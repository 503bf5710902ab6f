"""What a saved search has told as an Atom feed (RFC 4287): an entry for each message, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree

from vindex_search.alerts.delivery.entry import Entry
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.common.clock_time import player_time
from vindex_search.common.text import visible

ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
MAX_ENTRIES: Final = 100


def atom_feed(search: SavedSearch, entries: Sequence[Entry], base_url: str) -> bytes:
    """The feed as XML.

    Args:
        search: Whose.
        entries: Newest first.
        base_url: Of the service, as who asks reaches it; without a slash at its end.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _text(feed, "id", f"urn:vindex:{search.id}")
    _text(feed, "title", search.name)
    _text(feed, "updated", entries[0].batch.at if entries else search.created_at)
    _link(feed, "self", f"{base_url}/v1/saved-searches/{search.id}/feed.atom")
    _text(_child(feed, "author"), "name", "vindex")
    for entry in entries[:MAX_ENTRIES]:
        _add(feed, entry, base_url)
    xml: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return xml


def _add(feed: ElementTree.Element, entry: Entry, base_url: str) -> None:
    batch, element = entry.batch, _child(feed, "entry")
    first = batch.moments[0]
    more = f" and {len(batch.moments) - 1} more" if len(batch.moments) > 1 else ""
    _text(element, "id", f"urn:vindex:{batch.id}")
    _text(element, "title", f"{batch.title}, {player_time(first.start_s)}{more}")
    _text(element, "updated", batch.at)
    _link(element, "alternate", f"{base_url}/v/{entry.video_id}?t={first.start_s:g}")
    lines = [f"{player_time(moment.start_s)}  {moment.text}".rstrip() for moment in batch.moments]
    _text(element, "content", "\n".join(lines)).set("type", "text")


def _child(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = _child(parent, name)
    element.text = "\n".join(visible(line) for line in text.split("\n"))  # no controls, which XML has no way to write
    return element


def _link(parent: ElementTree.Element, relation: str, url: str) -> None:
    link = _child(parent, "link")
    link.set("rel", relation)
    link.set("href", url)
