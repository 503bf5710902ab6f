"""folder: a symbolic link in the uploads leads nowhere, and what is no file is never waited for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.storage.links import LINKS, NO_FILES, make_world, tree
from vindex_search.storage.bucket import FolderBucket, beneath


@pytest.fixture(params=["openat2", "part by part"])
def _mechanism(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How folders are opened: both ways have to hold."""
    monkeypatch.setattr(beneath, "has_openat2", lambda: request.param == "openat2")


pytestmark = pytest.mark.usefixtures("_mechanism")


def read_by_path(bucket: FolderBucket, key: str) -> bytes:
    with bucket.local_path(key) as path:
        return path.read_bytes()


READS: dict[str, Callable[[FolderBucket, str], object]] = {
    "open": lambda bucket, key: bucket.open(key),
    "read_head": lambda bucket, key: bucket.read_head(key, 9),
    "local_path": read_by_path,
}


@pytest.mark.parametrize("link", LINKS)
def test_nothing_is_seen_read_or_deleted_through_a_link(tmp_path: Path, link: str) -> None:
    uploads = make_world(tmp_path)
    lay, key = LINKS[link]
    lay(uploads)
    bucket, links, before = FolderBucket(uploads), list[str](), tree(tmp_path)
    assert [item.key for item in bucket.list(on_link=links.append)] == ["other/film.mp4", "team/own.mp4"]
    assert any(key.startswith(found) for found in links)
    assert bucket.stat(key) is None
    for read in READS.values():
        with pytest.raises(FileNotFoundError, match="there is no upload"):
            read(bucket, key)
    bucket.delete(key)
    assert bucket.sweep(key) is False
    assert tree(tmp_path) == before


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("link", LINKS)
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str, replace: bool) -> None:
    uploads = make_world(tmp_path)
    lay, key = LINKS[link]
    lay(uploads)
    bucket, before = FolderBucket(uploads), tree(tmp_path)
    refused = NotADirectoryError if bucket.root / key != bucket.root / "team/x.mp4" else FileExistsError
    if replace and refused is FileExistsError:  # the link itself gives way, and what it led to stays
        with bucket.open_partial(key) as draft:
            draft.write(b"new")
            draft.commit(replace=True)
        assert tree(tmp_path) == {**before, f"uploads/{key}": b"new"}
        return
    with pytest.raises(refused), bucket.open_partial(key) as draft:
        draft.commit(replace=replace)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("link", LINKS)
def test_nothing_is_copied_through_a_link(tmp_path: Path, link: str) -> None:
    uploads = make_world(tmp_path)
    lay, key = LINKS[link]
    lay(uploads)
    (tmp_path / "film").write_bytes(b"new")
    before = tree(tmp_path)
    try:
        FolderBucket(uploads).put(key, tmp_path / "film")
    except NotADirectoryError:
        assert tree(tmp_path) == before
    else:
        assert tree(tmp_path) == {**before, f"uploads/{key}": b"new"}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_no_upload_and_never_waited_for(tmp_path: Path, kind: str) -> None:
    uploads = make_world(tmp_path)
    NO_FILES[kind](uploads)
    bucket, before = FolderBucket(uploads), tree(tmp_path)
    assert [item.key for item in bucket.list()] == ["other/film.mp4", "team/own.mp4"]
    assert bucket.stat("team/x.mp4") is None
    for read in READS.values():
        with pytest.raises(FileNotFoundError):
            read(bucket, "team/x.mp4")
    bucket.delete("team/x.mp4")
    with pytest.raises((FileExistsError, IsADirectoryError)), bucket.open_partial("team/x.mp4") as draft:
        draft.commit(replace=False)
    assert tree(tmp_path) == before


def test_the_root_may_be_a_link_and_what_is_below_it_is_read(tmp_path: Path) -> None:
    uploads = make_world(tmp_path)
    (tmp_path / "named").symlink_to(uploads)
    bucket = FolderBucket(tmp_path / "named")
    assert [item.key for item in bucket.list()] == ["other/film.mp4", "team/own.mp4"]
    assert bucket.stat("team/own.mp4") in list(bucket.list())
    assert read_by_path(bucket, "team/own.mp4").endswith(b"FILM")


def test_a_folder_that_is_swapped_for_a_link_during_a_listing_is_not_entered(tmp_path: Path) -> None:
    uploads = make_world(tmp_path)
    bucket = FolderBucket(uploads)
    listing = bucket.list()
    assert next(listing).key == "other/film.mp4"
    (uploads / "team").rename(tmp_path / "kept")
    (uploads / "team").symlink_to(tmp_path / "outside")
    assert list(listing) == []


def test_a_folder_that_is_swapped_for_a_link_during_an_upload_gets_nothing(tmp_path: Path) -> None:
    uploads = make_world(tmp_path)
    outside = tree(tmp_path / "outside")
    with FolderBucket(uploads).open_partial("team/new.mp4") as draft:
        (uploads / "team").rename(tmp_path / "kept")
        (uploads / "team").symlink_to(tmp_path / "outside")
        draft.write(b"new")
        draft.commit(replace=False)
    assert tree(tmp_path / "outside") == outside
    assert (tmp_path / "kept" / "new.mp4").read_bytes() == b"new"


def test_a_file_that_is_swapped_for_a_link_after_it_was_opened_is_still_that_file(tmp_path: Path) -> None:
    uploads = make_world(tmp_path)
    with FolderBucket(uploads).open("team/own.mp4") as file:
        (uploads / "team/own.mp4").unlink()
        (uploads / "team/own.mp4").symlink_to(tmp_path / "outside/secret.mp4")
        assert file.read().endswith(b"FILM")


def test_what_was_read_by_a_path_that_became_a_link_is_thrown_away(tmp_path: Path) -> None:
    bucket = FolderBucket(make_world(tmp_path))

    def read() -> None:
        with bucket.local_path("team/own.mp4") as path:
            path.unlink()
            path.symlink_to(tmp_path / "outside/secret.mp4")

    with pytest.raises(FileNotFoundError, match="no upload any more"):
        read()
