from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.storage.object_keys import CASES, Case, every_key
from vindex_assets.uploads.upload import (
    ListedUpload,
    Sighting,
    is_draft,
    is_utf8,
    printable,
    read_listing,
    reasons_left_alone,
    split_by_settled,
    video_identity,
)
from vindex_search.contract.ids import VIDEO_ID_PATTERN
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import ObjectInfo


def listed(key: str, version: str = "1") -> ObjectInfo:
    return ObjectInfo(key, version, 10, "2026-01-01T00:00:00+00:00")


def uploads(*keys: str) -> list[UploadRecord]:
    return [found.upload for found in read_listing("b", [listed(key) for key in keys])[0]]


def test_media_are_uploads_and_everything_else_is_not() -> None:
    keys = ["t/a.mp4", "t/B.MKV", "t/c.mp3", "t/notes.txt", "t/.hidden.mp4", "t/.x/d.mp4", "t/e.mp4.part", "t/f.vtt"]
    assert [upload.object_key for upload in uploads(*keys)] == ["t/a.mp4", "t/B.MKV", "t/c.mp3"]


@pytest.mark.parametrize(
    "name",
    ["x.mp4.part", "x.mp4.crdownload", "x.mp4.5d2a.partial", "x.mp4.filepart", "x.mp4.1aB2c3D4", "x.mp4.tmp", "x.mp4~"],
)
def test_what_other_programs_have_not_finished_is_no_upload(name: str) -> None:
    assert read_listing("b", [listed(f"t/{name}")]) == ([], [])


@every_key
def test_what_becomes_of_awkward_keys(case: Case) -> None:
    found, rejected = read_listing("b", [listed(case.key)])
    assert [one.upload.object_key for one in found] == [case.key] * (case.fate == "taken")
    assert [item.object_key for item in rejected] == [case.key] * (case.fate == "refused")
    assert all(case.reason in item.reason for item in rejected)


def test_a_name_that_is_not_utf_8_stops_nothing() -> None:
    found, rejected = read_listing("b", [listed("t/a\udcff.mp4"), listed("t/b.\udcff.vtt"), listed("t/b.mp4")])
    assert [(one.upload.object_key, one.upload.sidecars) for one in found] == [("t/b.mp4", ())]
    assert [item.object_key for item in rejected] == ["t/a\\udcff.mp4"]
    assert "UTF-8" in rejected[0].reason


def test_a_sidecar_lies_in_the_very_folder_of_its_video() -> None:
    found = uploads("t//x.mp4", "t/x.mp4", "t/x.vtt")
    assert [len(upload.sidecars) for upload in found] == [0, 1]


def left_alone(*objects: ObjectInfo) -> dict[str, str]:
    return dict(reasons_left_alone(objects, *read_listing("b", objects)))


def test_each_object_that_is_part_of_no_upload_has_its_reason() -> None:
    taken = [listed("t/a.mp4"), listed("t/a.en.vtt"), listed("t/b.vob")]
    others = {
        "t/a.jpg": "suffix",
        "t/README": "suffix",
        "t/c.mp4.part": "suffix",
        "t/lone.en.srt": "sidecar",
        "t/.a.mp4": "hidden",
        "t/x.mp4.download/x.mp4": "hidden",
        "loose.mp4": "refused",
        "t/caf\udce9.mp4": "refused",
    }
    found = left_alone(*taken, *map(listed, others))
    assert found == {printable(key): reason for key, reason in others.items()}


def test_hidden_files_that_are_no_media_and_folders_are_not_counted() -> None:
    assert left_alone(listed("t/.DS_Store"), listed("t/~$notes.docx"), listed("t/folder/"), listed("t/f.mp4/")) == {}


def test_an_empty_file_is_said_although_it_is_an_upload() -> None:
    at = "2026-01-01T00:00:00+00:00"
    objects = ObjectInfo("t/a.mp4", "1", 0, at), ObjectInfo("t/b.vtt", "1", 0, at), listed("t/b.mp4")
    assert left_alone(*objects) == {"t/a.mp4": "empty", "t/b.vtt": "empty"}


@given(st.lists(st.sampled_from([*CASES.values()]), unique=True))
def test_every_awkward_key_is_an_upload_or_left_alone_or_hidden(cases: list[Case]) -> None:
    objects = [listed(case.key) for case in cases]
    reasons = left_alone(*objects)
    assert {case.key for case in cases if case.fate == "refused"} == {
        key for key, reason in reasons.items() if reason == "refused"
    }
    assert not {case.key for case in cases if case.fate == "taken"} & set(reasons)


NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


def written(seconds_ago: float, *, size: int = 10, sidecar: float | None = None, subtitles: int = 5) -> ListedUpload:
    """An upload whose file, and whose sidecar, was written so long ago."""

    def at(ago: float) -> str:
        return datetime.fromtimestamp(NOW - ago, tz=UTC).isoformat(timespec="seconds")

    files = [ObjectInfo("t/talk.mp4", f"{size}-1", size, at(seconds_ago))]
    if sidecar is not None:
        files.append(ObjectInfo("t/talk.vtt", f"{subtitles}-1", subtitles, at(sidecar)))
    ((upload,), _) = read_listing("b", files)
    return upload


@pytest.mark.parametrize(
    ("listed", "is_whole"),
    [
        (written(5), True),
        (written(3600), True),
        (written(4), False),
        (written(3600, sidecar=5), True),
        (written(3600, sidecar=4), False),
        (written(3600, sidecar=4, subtitles=0), False),
        (written(3600, sidecar=3600, subtitles=0), True),
        (written(-30), False),
    ],
)
def test_what_was_left_alone_is_whole(listed: ListedUpload, is_whole: bool) -> None:
    whole, waiting = split_by_settled([listed], {}, now=NOW, settle_s=5)
    assert list(whole) == [listed.upload] * is_whole
    assert waiting == ({} if is_whole else {"t/talk.mp4": Sighting(listed.upload.revision, NOW)})


def test_an_empty_file_is_not_written_yet_however_old_but_is_still_an_upload() -> None:
    assert split_by_settled([written(3600, size=0)], {}, now=NOW, settle_s=5) == ((), {})
    assert read_listing("b", [ObjectInfo("t/talk.mp4", "1", 0, "2026-01-01T00:00:00+00:00")])[0] != []


def test_an_empty_sidecar_is_none() -> None:
    assert written(3600, sidecar=3600, subtitles=0).upload == written(3600).upload


def test_a_file_from_the_future_is_whole_when_it_was_seen_unchanged() -> None:
    ahead = written(-3600)
    _, first = split_by_settled([ahead], {}, now=NOW, settle_s=5)
    whole, second = split_by_settled([ahead], first, now=NOW + 4, settle_s=5)
    assert (whole, second) == ((), first)
    assert split_by_settled([ahead], second, now=NOW + 5, settle_s=5) == ((ahead.upload,), {})


def test_a_growing_file_is_waited_for_anew() -> None:
    small, large = written(-3600), written(-3600, size=20)
    _, first = split_by_settled([small], {}, now=NOW, settle_s=5)
    whole, second = split_by_settled([large], first, now=NOW + 10, settle_s=5)
    assert whole == ()
    assert second == {"t/talk.mp4": Sighting(large.upload.revision, NOW + 10)}


def test_a_clock_that_was_set_back_only_delays() -> None:
    ahead = written(-3600)
    _, first = split_by_settled([ahead], {}, now=NOW + 1000, settle_s=5)
    _, second = split_by_settled([ahead], first, now=NOW, settle_s=5)
    assert split_by_settled([ahead], second, now=NOW + 5, settle_s=5)[0] == (ahead.upload,)


@pytest.mark.parametrize("seconds_ago", [0, 3600, -3600])
def test_where_objects_appear_whole_nothing_is_waited_for(seconds_ago: float) -> None:
    assert split_by_settled([written(seconds_ago)], {}, now=NOW, settle_s=0)[1] == {}


def test_what_is_no_more_is_not_waited_for() -> None:
    assert split_by_settled([], {"t/gone.mp4": Sighting("1", NOW)}, now=NOW, settle_s=5) == ((), {})


def test_ten_thousand_videos_of_one_folder_with_their_sidecars() -> None:
    keys = [f"t/{number:05}.{suffix}" for number in range(10_000) for suffix in ("mp4", "vtt")]
    assert all(len(upload.sidecars) == 1 for upload in uploads(*keys))


def test_files_that_describe_a_video_are_part_of_its_upload() -> None:
    beside = ["t/talk.info.json", "t/talk.json", "t/talk.nfo", "t/talk.srt", "t/talk.yaml"]
    (upload,) = uploads("t/talk.mp4", *beside, "t/talk.en.json", "t/other.json")
    assert [key for key, _ in upload.sidecars] == beside


def test_a_new_sidecar_is_a_new_revision_of_the_same_version() -> None:
    (before,), (after,) = uploads("t/talk.mp4"), uploads("t/talk.mp4", "t/talk.en.vtt")
    assert before.version == after.version
    assert before.revision != after.revision
    assert after.sidecars == (("t/talk.en.vtt", "1"),)


def test_media_outside_of_a_workspace_are_refused_with_the_reason() -> None:
    found, rejected = read_listing("b", [listed("loose.mp4"), listed("Team/x.mp4"), listed("t/x.mp4")])
    assert [one.upload.object_key for one in found] == ["t/x.mp4"]
    assert [item.object_key for item in rejected] == ["loose.mp4", "Team/x.mp4"]
    assert "workspace" in rejected[0].reason


# What the name of an object says


@pytest.mark.parametrize(
    "key",
    [
        "t/.talk.mp4.Xk29aQ",
        "t/.talk.mp4",
        "t/.rsync-partial/talk.mp4",
        "t/.syncthing.talk.mp4.tmp",
        "t/._talk.mp4",
        "t/~syncthing~talk.mp4",
        "t/~$talk.mp4",
        "t/talk.mp4.download/talk.mp4",
        "t/...mp4",
        "t/folder.mp4/",
    ],
)
def test_hidden_and_partial_files_are_drafts(key: str) -> None:
    assert is_draft(key)


@pytest.mark.parametrize(
    "key", ["t/talk.mp4", "t/a~b.mp4", "t/downloads/talk.mp4", "t/talk.download.mp4", "t/../x.mp4"]
)
def test_other_files_are_no_drafts(key: str) -> None:
    assert not is_draft(key)


@every_key
def test_the_identity_of_awkward_keys(case: Case) -> None:
    if case.fate == "refused":
        with pytest.raises(ValueError, match=case.reason):
            video_identity("b", case.key)
    else:
        name, workspace = video_identity("b", case.key)
        assert VIDEO_ID_PATTERN.fullmatch(name)
        assert workspace == "team"


def test_no_two_of_them_are_one_video() -> None:
    taken = [case.key for case in CASES.values() if case.fate == "taken"]
    assert len({video_identity("b", key) for key in taken}) == len(taken)


@given(st.binary(max_size=20))
def test_a_name_that_is_not_utf_8_is_refused_in_words_that_can_be_written(name: bytes) -> None:
    key = f"t/{name.decode(errors='surrogateescape')}.mp4"
    if is_utf8(key):
        assert printable(key) == key
    else:
        with pytest.raises(ValueError, match="UTF-8") as rejected:
            video_identity("b", key)
        assert str(rejected.value).encode()


@pytest.mark.parametrize(("unchanged_s", "is_settled"), [(1, False), (3, True)])
def test_an_upload_that_is_complete_sooner_is_settled_sooner(unchanged_s: float, is_settled: bool) -> None:
    settled, _ = split_by_settled(
        [written(unchanged_s)], {}, now=NOW, settle_s=5, is_complete=lambda _upload, seconds: seconds >= 2
    )
    assert bool(settled) is is_settled
