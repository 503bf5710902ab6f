"""records: the files of earlier versions, the messages about damage, and the status that records add up to."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.c194caa import old_records
from tests.support.library.c194caa.old_records import COLLECTION, FILM, FINGERPRINT, REVISION, TALK
from tests.support.storage.notes import DECIDED, any_notes
from tests.support.storage.video_records import attempted, cancelled, failure, indexed, marks
from vindex_search.contract.ids import CHANNELS
from vindex_search.contract.record_format import DamagedRecord, NewerRecord, Record
from vindex_search.contract.records import (
    FAILURE_KINDS,
    AttemptsRecord,
    ChannelCount,
    ChannelsRecord,
    FailureRecord,
    ForgottenRecord,
    IndexedRecord,
    RepairsRecord,
    UploadRecord,
    VideoRecord,
    for_revision,
    video_status,
)
from vindex_search.models.active_set import ActiveSetRecord
from vindex_search.ranking.calibration.store import CalibratedGenerations, is_calibration_due
from vindex_search.storage.store import Store
from vindex_search.videos.video import get_video

UPLOAD = UploadRecord(
    video_id=TALK,
    workspace="team",
    object_key="team/talks/Größe.mp4",
    version="5-1767225600000000000",
    size=5,
    uploaded_at="2026-01-01T00:00:00+00:00",
    sidecars=(("team/talks/Größe.en.vtt", "7-1"),),
)
AT = "2026-11-29T15:41:06+00:00"
COUNTS = {
    "speech": ChannelCount(expected=5, present=5),
    "words": ChannelCount(expected=5, present=4),
    "screen": ChannelCount(expected=0, present=0),
    "visual": ChannelCount(expected=3, present=3),
}

OLD: list[tuple[str, Record]] = [
    (old_records.UPLOAD, UPLOAD),
    (old_records.UPLOAD, ForgottenRecord(UPLOAD)),
    (old_records.FAILURE, FailureRecord(REVISION, "video", "permanent", "the file is no video", None, AT)),
    (old_records.ATTEMPTS, AttemptsRecord(REVISION, ("r1",))),
    (old_records.INDEXED, IndexedRecord(REVISION, FINGERPRINT, "r1", AT)),
    (old_records.CHANNELS, ChannelsRecord(REVISION, COUNTS)),  # type: ignore[arg-type]  # names of channels
    (old_records.REPAIRS, RepairsRecord(REVISION, (1767225600.5,))),
    (old_records.VIDEO, VideoRecord.from_manifest(json.loads(old_records.VIDEO))),
    (old_records.LIVE, ActiveSetRecord("standard", "2026-01-01T00:00:00+00:00")),
    (old_records.MEASURED_ON, CalibratedGenerations((f"{TALK}@{FINGERPRINT}",))),
]
each_old = pytest.mark.parametrize(("text", "record"), OLD, ids=[type(record).__name__ for _, record in OLD])


@each_old
def test_a_file_of_an_earlier_version_is_read_and_written_byte_for_byte(text: str, record: Record) -> None:
    assert type(record).from_json(text.encode()) == record
    assert record.to_json().decode() == text


def test_the_revision_is_the_one_that_earlier_versions_wrote() -> None:
    assert UPLOAD.revision == REVISION
    assert UploadRecord(TALK, "team", "team/a.mp4", version="7", size=1, uploaded_at=AT).revision == "7"


@each_old
def test_unknown_fields_are_ignored(text: str, record: Record) -> None:
    more = {**json.loads(text), "colour": "blue"}
    found = type(record).from_json(json.dumps(more).encode())
    if isinstance(record, VideoRecord):  # of which the manifest is the whole file
        record = replace(record, manifest=more)
    assert found == record


@each_old
def test_a_newer_format_is_refused_by_name_and_number(text: str, record: Record) -> None:
    newer = json.dumps({**json.loads(text), "format": 2}).encode()
    name = type(record).FILE
    with pytest.raises(NewerRecord) as refused:
        type(record).from_json(newer)
    assert str(refused.value) == f"{name} has format 2; this version of vindex knows formats up to 1"
    with pytest.raises(NewerRecord, match=r"^here has format 2"):
        type(record).from_json(newer, "here")


@each_old
def test_a_record_without_one_of_its_fields_says_which(text: str, record: Record) -> None:
    whole = json.loads(text)
    needed = set(whole) & {"duration_s", "width"} if isinstance(record, VideoRecord) else set(whole) - {"revision"}
    if not isinstance(record, UploadRecord | ForgottenRecord | VideoRecord | ActiveSetRecord | CalibratedGenerations):
        needed.add("revision")
    for name in needed:
        rest = json.dumps({key: value for key, value in whole.items() if key != name}).encode()
        with pytest.raises(DamagedRecord, match=f"has no field {name!r}"):
            type(record).from_json(rest)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        (AttemptsRecord, "", "attempts.json is no JSON"),
        (AttemptsRecord, '{"revision": "1", "ru', "attempts.json is no JSON"),
        (AttemptsRecord, "\x00\x00\x00", "attempts.json is no JSON"),
        (AttemptsRecord, "[" * 100_000, "attempts.json is no JSON"),
        (AttemptsRecord, "[]", "attempts.json is no JSON object, but []"),
        (AttemptsRecord, "{}", "attempts.json has no field 'revision'"),
        (AttemptsRecord, '{"revision": 1, "runs": []}', "attempts.json: 'revision' is 1, not a string"),
        (AttemptsRecord, '{"revision": "1", "runs": "r1"}', "attempts.json: 'runs' is \"r1\", not a list of strings"),
        (AttemptsRecord, '{"revision": "1", "runs": ["r1", 2]}', "'runs' is [\"r1\", 2], not a list of strings"),
        (AttemptsRecord, '{"format": "new"}', "attempts.json: 'format' is \"new\", not an integer"),
        (FailureRecord, '{"revision": "1", "asset": "a", "kind": "sad"}', "not one of permanent, transient"),
        (FailureRecord, '{"revision": "1", "asset": "a", "kind": []}', "'kind' is [], not one of permanent, transient"),
        (RepairsRecord, '{"revision": "1", "at": [NaN]}', "repairs.json: 'at' is [NaN], not a list of numbers"),
        (RepairsRecord, f'{{"revision": "1", "at": [{"9" * 400}]}}', "not a list of numbers"),
        (RepairsRecord, '{"revision": "1", "at": [true]}', "'at' is [true], not a list of numbers"),
        (ChannelsRecord, '{"revision": "1", "channels": {}}', "channels.json: 'channels' has no field 'speech'"),
        (VideoRecord, '{"duration_s": 1.0, "width": 1.5}', "video.json: 'width' is 1.5, not an integer"),
        (VideoRecord, '{"duration_s": null}', "video.json: 'duration_s' is null, not a number"),
        (ActiveSetRecord, '{"models": ["offline"]}', "live.json: 'models' is [\"offline\"], not a string"),
    ],
)
def test_a_damaged_record_names_itself_and_the_field(kind: type[Record], text: str, says: str) -> None:
    with pytest.raises(DamagedRecord) as damaged:
        kind.from_json(text.encode())
    assert says in str(damaged.value)


def test_sidecars_are_pairs() -> None:
    for wrong in ([["a"]], [["a", 1]], ["ab"], {"a": "b"}):
        text = json.dumps({**json.loads(old_records.UPLOAD), "sidecars": wrong}).encode()
        with pytest.raises(DamagedRecord, match=r"'sidecars' is .*, not a list of pairs of strings"):
            UploadRecord.from_json(text)


@given(
    st.binary(max_size=60)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_arbitrary_bytes_are_damage(data: bytes) -> None:
    for kind in (UploadRecord, FailureRecord, ChannelsRecord, VideoRecord):
        with pytest.raises(DamagedRecord):
            kind.from_json(data)


pairs = st.lists(st.tuples(st.text(), st.text())).map(tuple)
texts, times = st.text(), st.floats(allow_nan=False, allow_infinity=False)
counts = st.builds(ChannelCount, st.integers(0), st.integers(0))
RECORDS = st.one_of(
    st.builds(
        UploadRecord, texts, texts, texts, texts, st.integers(), texts, st.lists(st.tuples(texts, texts)).map(tuple)
    ),
    st.builds(FailureRecord, texts, texts, st.sampled_from(FAILURE_KINDS), texts, st.none() | texts, texts),
    st.builds(AttemptsRecord, texts, st.lists(texts).map(tuple)),
    st.builds(IndexedRecord, texts, texts, texts, texts, any_notes.map(tuple)),
    st.builds(ChannelsRecord, texts, st.fixed_dictionaries(dict.fromkeys(CHANNELS, counts))),
    st.builds(RepairsRecord, texts, st.lists(times).map(tuple)),
    st.builds(ActiveSetRecord, texts, texts),
    st.builds(CalibratedGenerations, st.lists(texts).map(tuple)),
)


@given(RECORDS)
def test_a_record_round_trips(record: Record) -> None:
    assert type(record).from_json(record.to_json()) == record


@pytest.mark.parametrize("notes", [None, "none", 3, [3], [{"code": "of_a_later_version", "text": "?"}]])
def test_notes_that_cannot_be_read_hide_no_indexed_video(notes: object) -> None:
    record = IndexedRecord(REVISION, FINGERPRINT, "r1", AT)
    assert IndexedRecord.from_json(json.dumps({**record.to_dict(), "notes": notes}).encode()) == record


def test_a_record_without_notes_is_written_as_by_earlier_versions() -> None:
    assert IndexedRecord(REVISION, FINGERPRINT, "r1", AT).to_json().decode() == old_records.INDEXED
    assert "notes" in IndexedRecord(REVISION, FINGERPRINT, "r1", AT, (DECIDED,)).to_dict()


@given(st.builds(UploadRecord, texts, texts, texts, texts, st.integers(), texts), st.booleans())
def test_a_forgotten_upload_round_trips(upload: UploadRecord, delete_upload: bool) -> None:
    forgotten = ForgottenRecord(upload, delete_upload=delete_upload)
    assert ForgottenRecord.from_json(forgotten.to_json()) == forgotten


@pytest.mark.parametrize(
    ("is_indexed", "is_cancelled", "has_failed", "is_attempted"),
    list(product(("no", "of another revision", "yes"), repeat=4)),
)
def test_the_status_of_every_combination_of_records(
    is_indexed: str, is_cancelled: str, has_failed: str, is_attempted: str
) -> None:
    revisions = {"of another revision": "0", "yes": REVISION}
    of = [revisions.get(one) for one in (is_indexed, has_failed, is_attempted, is_cancelled)]
    expected = (
        "indexed"
        if is_indexed == "yes"
        else "cancelled"
        if is_cancelled == "yes"
        else "failed"
        if has_failed == "yes"
        else "processing"
        if is_attempted == "yes"
        else "waiting"
    )
    found = video_status(
        UPLOAD,
        indexed=indexed(of[0]) if of[0] else None,
        failure=failure(of[1]) if of[1] else None,
        attempts=attempted(of[2]) if of[2] else None,
        cancelled=cancelled(of[3]) if of[3] else None,
    )
    assert found == expected


def test_a_record_of_another_revision_is_dropped() -> None:
    assert for_revision(indexed("1"), "1") == indexed("1")
    assert for_revision(indexed("1"), "2") is None
    assert for_revision(None, "1") is None


def test_a_library_of_an_earlier_version_is_read_as_it_is(tmp_path: Path) -> None:
    store = Store(old_records.write_library(tmp_path), COLLECTION)
    video = get_video(store, TALK)
    assert video is not None
    assert (video.status, video.revision, video.duration_s, video.has_frames) == ("indexed", REVISION, 12.5, True)
    assert (video.failed_asset, video.reason) == ("video", "the file is no video")
    assert store.published() == marks({TALK: (FINGERPRINT, 9)})
    assert store.read_record(TALK, UploadRecord) == UPLOAD
    assert store.read_record(TALK, ChannelsRecord) == ChannelsRecord(REVISION, COUNTS)  # type: ignore[arg-type]  # names of channels
    assert store.read_record(FILM, ForgottenRecord) == ForgottenRecord(UPLOAD)
    assert store.read_library_record(ActiveSetRecord) == ActiveSetRecord("standard", "2026-01-01T00:00:00+00:00")
    assert not is_calibration_due(store)
    other = get_video(Store(tmp_path, "vindex-another-set"), TALK)
    assert other is not None
    assert (other.status, other.reason) == ("failed", "the file is no video")
