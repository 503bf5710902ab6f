"""permissions: what is written is for its owner, or for the group of a folder that is shared."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from upath import UPath

from vindex_search.index.lock import OwnerLock
from vindex_search.index.shards import Shard, set_active_shard
from vindex_search.storage import files
from vindex_search.storage.bucket import FolderBucket
from vindex_search.storage.permissions import make_folders, set_umask, tighten


@pytest.fixture(params=[0o000, 0o022, 0o077])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(root: Path) -> set[str]:
    """The permissions of all folders and files below a folder."""
    return {f"{'d' if path.is_dir() else 'f'} {stat.S_IMODE(path.stat().st_mode):o}" for path in root.rglob("*")}


def write_library(root: Path) -> None:
    """One file of each kind that is written without Dagster or Qdrant."""
    film = root.parent / "film.mp4"
    film.write_bytes(b"film")
    film.chmod(0o644)
    bucket = FolderBucket(root / "uploads")
    bucket.put("team/deep/a.mp4", film)
    with bucket.open_partial("team/b.mp4") as draft:
        draft.commit(replace=False)
    files.write(UPath(root / "store/videos/x.json"), b"{}")
    files.copy(UPath(root / "store/videos/x.json"), UPath(root / "store/other/y.json"))
    with files.atomic_file(UPath(root / "store/table")) as partial:
        partial.write_bytes(b"table")
    lock = OwnerLock(root / "index")
    lock.acquire()
    set_active_shard(root / "index", "vindex-1", Shard("vindex-1"))
    lock.release()


@pytest.mark.usefixtures("_umask")
def test_all_is_for_the_owner_alone(tmp_path: Path) -> None:
    write_library(tmp_path / "library")
    assert modes(tmp_path / "library") == {"d 700", "f 600"}
    assert stat.S_IMODE((tmp_path / "library").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("mode", "wanted"), [(0o2770, {"d 2770", "f 660"}), (0o2755, {"d 2750", "f 640"}), (0o770, {"d 700", "f 600"})]
)
@pytest.mark.usefixtures("_umask")
def test_below_a_folder_with_the_setgid_bit_its_group_may_do_what_it_may_there(
    tmp_path: Path, mode: int, wanted: set[str]
) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library").chmod(mode)
    write_library(tmp_path / "library")
    assert modes(tmp_path / "library") == wanted


@pytest.mark.parametrize(("mode", "wanted"), [(0o755, 0o700), (0o777, 0o700), (0o750, 0o750), (0o2775, 0o2775)])
def test_a_folder_that_everybody_can_look_into_is_closed(tmp_path: Path, mode: int, wanted: int) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store").chmod(mode)
    assert tighten(tmp_path / "store") is (mode != wanted)
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == wanted


def test_what_a_link_leads_to_and_what_is_not_there_is_left(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "store").symlink_to(tmp_path / "shared")
    assert not tighten(tmp_path / "store")
    assert not tighten(tmp_path / "none")


@pytest.mark.parametrize(("mode", "wanted"), [(None, 0o600), (0o755, 0o600), (0o2770, 0o660)])
@pytest.mark.usefixtures("_umask")
def test_other_libraries_write_with_a_umask_that_follows_the_home(
    tmp_path: Path, mode: int | None, wanted: int
) -> None:
    if mode is not None:
        (tmp_path / "home").mkdir()
        (tmp_path / "home").chmod(mode)
    set_umask(tmp_path / "home")
    (tmp_path / "file").touch()
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == wanted


def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((FileExistsError, NotADirectoryError)):
        make_folders(tmp_path / "file" / "deep")
