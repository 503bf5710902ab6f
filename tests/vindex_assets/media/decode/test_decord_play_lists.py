"""decord opens no play list, and in the jail neither it nor PyAV gets at a film that one names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.media.attacks.decoders import make_transport_stream, see_with_decord, see_with_pyav
from tests.support.media.formats.first_bytes import MEDIA
from tests.support.media.formats.play_lists import CONCAT, DASH, HLS, PLAY_LISTS, behind_id3, in_free_box
from vindex_assets.media.decode.decord import begins_as_container
from vindex_search.sandbox import protections, run_sandboxed
from vindex_search.sandbox.jail.protections import Protections

FOLLOW = {"safe": "0", "protocol_whitelist": "file,crypto,data,concat,subfile,http,tcp"}
IS_RED = pytest.approx([200, 30, 30], abs=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with somebody else's film, `other.ts`."""
    make_transport_stream(tmp_path / "other.ts")
    return tmp_path


def seen(function: Callable[..., dict[str, Any]], path: Path, *given: Any) -> dict[str, Any]:
    return run_sandboxed(function, str(path), *given, deadline_s=60.0, readable=[path])


@pytest.fixture
def no_jail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vindex_search.sandbox.run.warn_of_what_is_missing", lambda: Protections(0, False))


@pytest.mark.usefixtures("no_jail")
def test_without_the_jail_decord_shows_the_film_that_a_play_list_names(folder: Path) -> None:
    """The attack, so that the tests below are not passed by a play list that never worked."""
    (folder / "mine.mp4").write_bytes(HLS)
    assert seen(see_with_decord, folder / "mine.mp4") == {"frames": 50, "colour": IS_RED}


@pytest.mark.skipif(not protections().landlock, reason="this kernel has no Landlock")
@pytest.mark.parametrize("address", ["other.ts", "{folder}/other.ts", "file:{folder}/other.ts", "./../{name}/other.ts"])
def test_in_the_jail_decord_finds_nothing_behind_a_play_list(address: str, folder: Path) -> None:
    named = address.format(folder=folder, name=folder.name).encode()
    (folder / "mine.mp4").write_bytes(HLS.replace(b"other.ts", named))
    assert "refused" in seen(see_with_decord, folder / "mine.mp4")


@pytest.mark.skipif(not protections().landlock, reason="this kernel has no Landlock")
@pytest.mark.parametrize("path", ["list", "concat:{film}", "subfile,,start,0,end,90000,,:{film}"])
def test_in_the_jail_pyav_finds_nothing_although_it_is_told_to_follow(path: str, folder: Path) -> None:
    """With every protocol allowed, and no list of formats."""
    mine = folder / "mine.mp4"
    mine.write_bytes(CONCAT)
    opened = path.format(film=folder / "other.ts") if path != "list" else str(mine)
    found = run_sandboxed(see_with_pyav, opened, FOLLOW, deadline_s=60.0, readable=[mine])
    assert "refused" in found


@pytest.mark.parametrize("head", PLAY_LISTS, ids=range(len(PLAY_LISTS)))
def test_decord_is_given_no_play_list(head: bytes, tmp_path: Path) -> None:
    for number, file in enumerate((head, behind_id3(head), in_free_box(head), b"\n" + head)):
        path = tmp_path / str(number)
        path.write_bytes(file)
        assert not begins_as_container(path)


@pytest.mark.parametrize("family", ["mp4", "quicktime", "matroska"])
def test_decord_is_given_what_begins_as_its_containers_do(family: str, tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(MEDIA[family] + DASH)
    assert begins_as_container(path)
