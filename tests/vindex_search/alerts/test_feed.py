from __future__ import annotations

from xml.etree import ElementTree

from vindex_search.alerts.delivery.entry import Entry
from vindex_search.alerts.feed import ATOM, atom_feed
from vindex_search.alerts.saving import new_search
from vindex_search.alerts.told import ToldBatch, ToldMoment
from vindex_search.query.search import SearchRequest

SEARCH = new_search("Ovens & <bread>", SearchRequest("oven"), {"q": "oven"}, one_in=100, webhook="", by="me")
MOMENT = ToldMoment(id="m", start_s=62.5, end_s=70, text="a hot\x00 oven", channels=("speech",), chance=0.001)
BATCH = ToldBatch(
    id="msg_1", search=SEARCH.id, at="2026-01-01T10:00:00.000Z", generation="f", title="Bread", moments=(MOMENT,)
)
ENTRY = Entry(video_id="team--bread-0123456789", batch=BATCH)


def parsed(*entries: Entry) -> ElementTree.Element:
    return ElementTree.fromstring(atom_feed(SEARCH, entries, "http://here"))


def test_feed_and_entries_have_what_the_standard_requires() -> None:
    feed = parsed(ENTRY)
    for element in (feed, *feed.iter(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1
    assert feed.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")
    assert {link.get("rel") for link in feed.iter(f"{{{ATOM}}}link")} == {"self", "alternate"}


def test_a_feed_without_entries_has_its_own_time() -> None:
    assert parsed().findtext(f"{{{ATOM}}}updated") == SEARCH.created_at


def test_an_entry_plays_the_moment() -> None:
    (link,) = parsed(ENTRY).findall(f"{{{ATOM}}}entry/{{{ATOM}}}link")
    assert link.get("href") == "http://here/v/team--bread-0123456789?t=62.5"


def test_what_xml_cannot_hold_is_shown() -> None:
    assert "\\x00" in (parsed(ENTRY).findtext(f"{{{ATOM}}}entry/{{{ATOM}}}content") or "")
