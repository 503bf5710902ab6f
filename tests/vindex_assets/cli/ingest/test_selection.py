"""selection: what is taken of what somebody names, and the reason of everything that is not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Never

import pytest

from tests.support.media.formats.first_bytes import MEDIA, PNG
from tests.support.media.formats.play_lists import HLS, behind_id3
from vindex_assets.cli.ingest import Selection, select_files
from vindex_assets.cli.ingest.found_files import FoundFile
from vindex_search.storage.bucket import FolderBucket

HEIC = b"\0\0\0\x18ftypheic" + bytes(20)
VOBSUB = b"\0\0\1\xba" + bytes(40)


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def bucket(tmp_path: Path) -> FolderBucket:
    """An empty one."""
    (tmp_path / "bucket").mkdir()
    return FolderBucket(tmp_path / "bucket")


Select = Callable[..., Selection]


@pytest.fixture
def select(bucket: FolderBucket) -> Select:
    """`select_files` for the workspace `team`."""
    return lambda *paths: select_files(bucket, paths, workspace="team")


def keys(selection: Selection) -> list[str]:
    return [file.key for file in selection.copies]


def left(selection: Selection) -> dict[str, str]:
    return {file.path.name: f"{file.reason}{file.details}" for file in selection.left}


def test_a_folder_keeps_its_structure_and_everything_else_is_named(select: Select, tmp_path: Path) -> None:
    names = ("a.mp4", "a.en.vtt", "deep/b.MKV", "notes.txt", ".hidden/c.mp4", ".d.mp4")
    found = select(write(tmp_path / "in", dict.fromkeys(names, b"x")))
    assert keys(found) == ["team/a.en.vtt", "team/a.mp4", "team/deep/b.MKV"]
    assert left(found) == {
        "notes.txt": "not a video, audio or subtitle file",
        ".hidden": "hidden: what begins with . or ~ is never indexed",
        ".d.mp4": "hidden: what begins with . or ~ is never indexed",
    }


@pytest.mark.parametrize("suffix", [".vob", ".MXF", ".dv", ".wma", ".m4b", ".aifc", ".dvr-ms", ".rmvb"])
def test_a_suffix_that_ffmpeg_opens_is_taken_as_it_is(select: Select, tmp_path: Path, suffix: str) -> None:
    assert keys(select(write(tmp_path, {f"a{suffix}": b"x"}) / f"a{suffix}")) == [f"team/a{suffix}"]


@pytest.mark.parametrize(
    ("name", "family", "key"),
    [
        ("CAMERA01", "quicktime", "team/CAMERA01.mov"),
        ("video.bin", "matroska", "team/video.bin.mkv"),
        ("00001.data", "blu-ray", "team/00001.data.m2ts"),
        ("recording", "mp3", "team/recording.mp3"),
        ("clip.MP4_old", "program stream", "team/clip.MP4_old.mpg"),
    ],
)
def test_where_the_name_says_nothing_the_content_decides(
    select: Select, tmp_path: Path, name: str, family: str, key: str
) -> None:
    found = select(write(tmp_path / "in", {name: MEDIA[family]}))
    assert keys(found) == [key]
    assert found.renamed == list(found.copies)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(40)),
        ("photo.heic", HEIC),
        ("photo", PNG),
        ("film.sub", VOBSUB),
        ("list.m3u8", b"#EXTM3U\n"),
        ("about", b"ID3 tags, and what they are for"),
        ("notes.docx", b"PK\x03\x04" + bytes(60)),
    ],
)
def test_what_is_no_media_by_name_and_content_is_left_alone(
    select: Select, tmp_path: Path, name: str, data: bytes
) -> None:
    found = select(write(tmp_path / "in", {name: data}) / name)
    assert (keys(found), left(found)) == ([], {name: "not a video, audio or subtitle file"})


@pytest.mark.parametrize("name", ["talk.mp4", "talk.MKV", "talk.mp3"])
def test_a_play_list_that_is_named_like_a_film_is_left_alone(select: Select, tmp_path: Path, name: str) -> None:
    found = select(
        write(tmp_path / "in", {name: behind_id3(HLS) + MEDIA["mp4"], "talk.ttml": b"<?xml version='1.0'?>"})
    )
    reason = "a play list (HLS or M3U), which names other files: they can be ingested themselves"
    assert (keys(found), left(found)[name]) == ([], reason)


@pytest.mark.parametrize("name", ["a.mp4.part", "a.MP4~", "a.mp4.crdownload", "a.mp4.1aB2c3D4", "a.mkv.tmp", "a.aria2"])
def test_an_unfinished_copy_is_left_alone_although_it_begins_like_media(
    select: Select, tmp_path: Path, name: str
) -> None:
    found = select(write(tmp_path / "in", {name: MEDIA["mp4"]}) / name)
    assert (keys(found), left(found)) == ([], {name: "named like an unfinished download or copy"})


def test_what_is_no_file_that_can_be_read_is_named(select: Select, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.mp4": b"x", "empty.mp4": b""})
    (folder / "dangling.mp4").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe.mp4")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "safari.mp4.download").mkdir()
    found = select(folder)
    assert keys(found) == ["team/a.mp4"]
    assert left(found) == {
        "empty.mp4": "empty",
        "dangling.mp4": "a link, which is not followed: name what it leads to",
        "pipe.mp4": "neither a file nor a folder",
        "linked": "a link, which is not followed: name what it leads to",
        "safari.mp4.download": "an unfinished download",
    }


def test_a_folder_and_a_file_that_cannot_be_read_are_named(
    select: Select, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", {"a.mp4": b"x", "b.mp4": b"x", "locked/c.mp4": b"x"})
    opened = FoundFile.open
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: _refuse(folder) if _name(folder) == "locked" else scan(folder))
    monkeypatch.setattr(FoundFile, "open", lambda file: _refuse(file) if file.name == "b.mp4" else opened(file))
    found = select(folder)
    assert keys(found) == ["team/a.mp4"]
    assert left(found) == {
        "b.mp4": "cannot be read: Permission denied",
        "locked": "the folder cannot be read: Permission denied",
    }


def _name(folder: int) -> str:
    return Path(f"/proc/self/fd/{folder}").readlink().name


def _refuse(path: object) -> Never:
    raise PermissionError(13, "Permission denied", str(path))


def test_a_name_that_no_key_can_hold_is_named(select: Select, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "caf\udce9.mp4").write_bytes(b"x")
    (file,) = select(folder).left
    assert "its name cannot be an object key" in str(file)
    assert "UTF-8" in str(file)
    assert str(file).encode()


def test_subtitles_of_no_video_are_left_alone(select: Select, tmp_path: Path) -> None:
    found = select(write(tmp_path / "in", {"talk.en.srt": b"x", "a.mp4": b"x", "a.en.vtt": b"x"}))
    assert keys(found) == ["team/a.en.vtt", "team/a.mp4"]
    assert left(found) == {"talk.en.srt": "belongs to no video: none is named talk.*"}


def test_files_that_describe_a_video_are_taken_with_it(select: Select, tmp_path: Path) -> None:
    beside = {"a.json": b"{}", "a.info.json": b"{}", "a.nfo": b"x", "a.yml": b"x: y", "package.json": b"{}"}
    found = select(write(tmp_path / "in", {"a.mp4": b"x", **beside}))
    assert keys(found) == ["team/a.info.json", "team/a.json", "team/a.mp4", "team/a.nfo", "team/a.yml"]
    assert left(found) == {"package.json": "belongs to no video: none is named package.*"}


def test_subtitles_of_a_video_that_is_uploaded_already_are_taken(
    select: Select, bucket: FolderBucket, tmp_path: Path
) -> None:
    write(bucket.root, {"team/talk.vob": b"x", "other/film.mp4": b"x"})
    found = select(write(tmp_path / "in", {"talk.en.srt": b"x", "film.srt": b"x"}))
    assert keys(found) == ["team/talk.en.srt"]
    assert list(left(found)) == ["film.srt"]


def test_two_files_of_one_name_do_not_replace_each_other_in_silence(select: Select, tmp_path: Path) -> None:
    folder = write(tmp_path, {"a/talk.mp4": b"x", "b/talk.mp4": b"y"})
    found = select(folder / "a" / "talk.mp4", folder / "b" / "talk.mp4", folder / "a")
    assert [file.source for file in found.copies] == [folder / "a" / "talk.mp4"]
    assert left(found) == {"talk.mp4": f"another file is taken under the same name: {folder / 'a' / 'talk.mp4'}"}


def test_an_empty_folder_is_named(select: Select, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert left(select(tmp_path / "none")) == {"none": "no file is in it"}


@pytest.mark.parametrize(("path", "workspace", "says"), [("gone", "team", "'.*gone'"), (".", "Team!", "'Team!'")])
def test_a_missing_path_or_malformed_workspace_is_named(
    bucket: FolderBucket, tmp_path: Path, path: str, workspace: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        select_files(bucket, [tmp_path / path], workspace=workspace)
