from __future__ import annotations

import pytest

from vindex_assets.media.descriptions.limits import NoDescription, UnreadableDescription
from vindex_assets.media.descriptions.nfo import describe_nfo

MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>Der Bäcker</title><originaltitle>The Baker</originaltitle>
  <plot>Ein Bäcker zieht ins Gebirge &amp; backt.</plot><outline>kurz</outline>
  <genre>Drama</genre><genre>Food</genre><tag>bread</tag>
  <director>Li Wei</director>
  <actor><name>Ada Bauer</name><role>Baker</role><thumb>https://x.example/a.jpg</thumb></actor>
  <actor><name>Tom</name></actor>
  <premiered>2026-03-01</premiered><year>2026</year><studio>Alpen Film</studio>
  <uniqueid type="tmdb" default="true">4711</uniqueid>
  <fileinfo><streamdetails><video><codec>h264</codec></video></streamdetails></fileinfo>
</movie>
https://www.themoviedb.org/movie/4711
"""
EPISODE = """<episodedetails><title>Flour</title><showtitle>Bread</showtitle><season>1</season><episode>2</episode>
<plot>All about flour.</plot><aired>2026-02-03</aired></episodedetails>
<episodedetails><title>Oven</title><season>1</season><episode>3</episode></episodedetails>"""


def test_a_movie_of_kodi() -> None:
    said = describe_nfo(MOVIE.encode())
    assert said.title == "Der Bäcker"
    assert said.text == "Ein Bäcker zieht ins Gebirge & backt."
    assert said.people == ("Ada Bauer", "Tom", "Li Wei")
    assert said.tags == ("bread", "Drama", "Food")
    assert said.recorded_at == "2026-03-01"
    assert dict(said.attributes) == {
        "published": "2026-03-01",
        "studio": "Alpen Film",
        "year": "2026",
        "originaltitle": "The Baker",
        "tmdb id": "4711",
    }


def test_the_first_of_several_episodes_of_one_file() -> None:
    said = describe_nfo(EPISODE.encode())
    assert (said.title, said.recorded_at) == ("Flour", "2026-02-03")
    assert dict(said.attributes)["showtitle"] == "Bread"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_by_their_marks(encoding: str) -> None:
    document = "<movie><title>Bäcker</title></movie>"
    assert describe_nfo(document.encode(encoding)).title == "Bäcker"


def test_an_encoding_that_the_file_declares() -> None:
    document = '<?xml version="1.0" encoding="iso-8859-1"?><movie><title>Bäcker</title></movie>'
    assert describe_nfo(document.encode("latin-1")).title == "Bäcker"


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("  _____ RELEASED BY xXx _____", "a text"),
        ("https://www.imdb.com/title/tt0111161/", "a text"),
        ("<tvshow><title>Bread</title></tvshow>", "tvshow"),
        ("<rss><title>Bread</title></rss>", "another kind"),
    ],
)
def test_what_is_about_no_video_is_passed_over(document: str, what: str) -> None:
    with pytest.raises(NoDescription, match=what):
        describe_nfo(document.encode())


HOSTILE = {
    "entities": '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><movie><title>&b;</title></movie>',
    "a file": '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>',
    "depth": "<movie>" + "<a>" * 100_000,
    "many": "<movie>" + "<a/>" * 100_000 + "</movie>",
    "cut off": "<movie><title>Bread",
    "large": "<movie><title>" + "x" * 3_000_000 + "</title></movie>",
    "wrong": "<movie><title>Bread</movie>",
    "an unknown encoding": '<?xml version="1.0" encoding="klingon"?><movie/>',
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_are_unreadable(document: str) -> None:
    with pytest.raises(UnreadableDescription):
        describe_nfo(document.encode())


def test_an_endless_title_is_cut() -> None:
    assert len(describe_nfo(b"<movie><title>" + b"x" * 1_000_000 + b"</title></movie>").title or "") == 300
