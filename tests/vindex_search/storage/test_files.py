"""files: atomic writes, copies and listings; the store's tests cover writes and copies on S3."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from upath import UPath

from tests.support.storage.s3 import S3
from vindex_search.common.s3_encryption import S3Encryption
from vindex_search.storage import files


def test_a_failed_write_leaves_the_previous_file(tmp_path: Path) -> None:
    place = UPath(tmp_path / "deep" / "x")
    files.write(place, b"old")
    with pytest.raises(FileNotFoundError), files.atomic_file(place) as draft:
        shutil.copyfile(tmp_path / "none", draft)
    assert place.read_bytes() == b"old"
    assert [path.name for path in place.parent.iterdir()] == ["x"]


def test_a_copy_is_independent_of_its_source(tmp_path: Path) -> None:
    one, other = UPath(tmp_path / "one"), UPath(tmp_path / "deep" / "other")
    files.write(one, b"first")
    files.copy(one, other)
    files.write(one, b"second")
    assert (one.read_bytes(), other.read_bytes()) == (b"second", b"first")
    files.copy(one, other)
    files.copy(one, other)
    assert other.read_bytes() == b"second"
    assert [path.name for path in other.parent.iterdir()] == ["other"]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.copy(UPath(tmp_path / "none"), UPath(tmp_path / "other"))
    assert files.list_names(UPath(tmp_path)) == []
    assert files.read_json(UPath(tmp_path / "none")) is None
    files.remove_folder(UPath(tmp_path / "none"))


def test_names_are_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b", ".draft", "a"):
        (tmp_path / name).touch()
    assert files.list_names(UPath(tmp_path)) == ["a", "b"]
    assert files.list_names(UPath(tmp_path), "b") == ["b"]
    assert files.list_names(UPath(tmp_path / "none")) == files.list_names(UPath(tmp_path / "a")) == []


def test_names_on_s3_are_those_of_files_and_of_folders(s3: S3) -> None:
    for key in ("store/b/deep", "store/a.1", "store/a.2", "store/.draft", "other"):
        s3.client.put_object(Bucket=s3.bucket, Key=key, Body=b"x")
    root = files.open_root(f"s3://{s3.bucket}", s3.endpoint, S3Encryption())
    assert files.list_names(root / "store") == ["a.1", "a.2", "b"]
    assert files.list_names(root / "store", "a.") == ["a.1", "a.2"]
    assert files.list_names(root / "store", "c.") == []
    assert files.list_names(root / "store" / "b") == ["deep"]
    assert files.list_names(root / "none") == []


def test_an_object_that_is_replaced_while_it_is_read_is_read_whole(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.open_root(f"s3://{s3.bucket}", s3.endpoint, S3Encryption()) / "heartbeat.json"
    path.write_bytes(b"old")
    look = type(path.fs).info

    def look_and_replace(*given: Any, **options: Any) -> Any:
        seen = look(*given, **options)
        s3.client.put_object(Bucket=s3.bucket, Key="heartbeat.json", Body=b"newer")
        return seen

    monkeypatch.setattr(type(path.fs), "info", look_and_replace)
    assert files.read(path) in (b"old", b"newer")
    path.unlink()
    with pytest.raises(FileNotFoundError):
        files.read(path)


def test_a_root_on_s3_is_at_its_endpoint_and_encrypted() -> None:
    encryption = S3Encryption("aws:kms", "key-1")
    root = files.open_root("s3://bucket/store", "http://127.0.0.1:9", encryption)
    assert (root.fs.endpoint_url, root.fs.s3_additional_kwargs) == ("http://127.0.0.1:9", encryption.extra_args)


def test_drafts_of_killed_writes_are_swept_after_a_day(tmp_path: Path) -> None:
    old, new, other = (tmp_path / "a" / name for name in (".x.json.0123abcd.tmp", ".x.json.0123abce.tmp", "x.json"))
    for path in (old, new, other):
        files.write(UPath(path), b"{}")
    for path in (old, other):
        os.utime(path, (0, 0))
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    assert files.sweep_drafts(UPath(tmp_path), now=new.stat().st_mtime + 3600) == 1
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [new.name, other.name]


def test_a_link_in_the_place_of_a_folder_is_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "film").touch()
    (tmp_path / "video").symlink_to(tmp_path / "kept")
    files.remove_folder(UPath(tmp_path / "video"))
    assert not (tmp_path / "video").is_symlink()
    assert (tmp_path / "kept" / "film").exists()
