"""Links in a folder that is ingested are left alone and named; what somebody names is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.media.formats.first_bytes import MEDIA
from tests.support.storage.links import FILM, LINKS, NO_FILES, SECRET, make_world
from vindex_assets.cli.ingest import FileCopy, Selection, copy_uploads, select_files


def selected(home: Home, *paths: Path) -> Selection:
    return select_files(home.library.bucket, paths, workspace="team")


def uploaded(home: Home) -> dict[str, bytes]:
    return {item.key: (home.uploads / item.key).read_bytes() for item in home.library.bucket.list()}


@pytest.mark.parametrize("link", LINKS)
def test_no_link_in_a_folder_is_copied(home: Home, tmp_path: Path, link: str) -> None:
    folder = make_world(tmp_path / "in")
    lay, _ = LINKS[link]
    lay(folder)
    found = selected(home, folder)
    assert copy_uploads(home.library, found.copies) == 2
    assert set(uploaded(home)) == {"team/other/film.mp4", "team/team/own.mp4"}
    assert {left.reason for left in found.left} - {"hidden: what begins with . or ~ is never indexed"} == {
        "a link, which is not followed: name what it leads to"
    }


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_not_waited_for(home: Home, tmp_path: Path, kind: str) -> None:
    folder = make_world(tmp_path / "in")
    NO_FILES[kind](folder)
    assert len(selected(home, folder).copies) == 2


def test_a_link_that_is_named_is_followed(home: Home, tmp_path: Path) -> None:
    folder = make_world(tmp_path / "in")
    (tmp_path / "named.mp4").symlink_to(folder / "team" / "own.mp4")
    (tmp_path / "films").symlink_to(folder / "other")
    found = selected(home, tmp_path / "named.mp4", tmp_path / "films")
    assert copy_uploads(home.library, found.copies) == 2
    assert uploaded(home) == {"team/named.mp4": FILM, "team/film.mp4": SECRET}


@pytest.mark.parametrize("swapped", ["team/own.mp4", "team"])
def test_what_becomes_a_link_after_it_was_selected_is_not_copied(home: Home, tmp_path: Path, swapped: str) -> None:
    folder = make_world(tmp_path / "in")
    found = selected(home, folder)
    (folder / swapped).rename(tmp_path / "kept")
    (folder / swapped).symlink_to(tmp_path / "in" / "outside" / ("secret.mp4" if swapped != "team" else "."))
    copies = [copy for copy in found.copies if copy.source.name == "own.mp4"]
    with pytest.raises(OSError, match=r"\[Errno"):
        copy_uploads(home.library, copies)
    assert uploaded(home) == {}


@pytest.mark.parametrize("bytes_long", [249, 250, 251, 255])
def test_a_name_may_be_as_long_as_a_name_can_be(home: Home, tmp_path: Path, bytes_long: int) -> None:
    film = tmp_path / ("ü" * ((bytes_long - 4) // 2) + "x" * ((bytes_long - 4) % 2) + ".mp4")
    film.write_bytes(MEDIA["mp4"])
    found = selected(home, film)
    assert copy_uploads(home.library, found.copies) == 1
    assert uploaded(home) == {f"team/{film.name}": MEDIA["mp4"]}
    assert copy_uploads(home.library, [FileCopy(film, f"team/{film.name}")]) == 0
