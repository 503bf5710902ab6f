from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.uploads.comparison import changed_uploads, missing_uploads
from vindex_assets.uploads.video_state import STATES, VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord

A, B, C = (
    UploadRecord(video_id("b", key), "t", key, "1", 10, "2026-01-01T00:00:00+00:00")
    for key in ("t/a.mp4", "t/b.mp4", "t/c.mp4")
)
REVISIONS = st.sampled_from(["1", "2"])
UPLOADS = st.lists(
    st.builds(replace, st.sampled_from([A, B, C]), version=REVISIONS), unique_by=lambda upload: upload.video_id
)
ROWS = st.lists(st.builds(VideoState, UPLOADS.filter(bool).map(lambda found: found[0]), st.sampled_from(STATES)))


def test_what_is_as_it_was_is_not_read_again() -> None:
    rows = {
        A.video_id: VideoState(A, "indexed"),
        B.video_id: VideoState(B, "failed"),
        C.video_id: VideoState(C, "requested"),
    }
    assert changed_uploads(rows, [A, B, C]) == []
    assert missing_uploads(rows, [A, B, C]) == []


def test_what_is_new_changed_or_back_is_read() -> None:
    newer = replace(B, sidecars=(("t/b.vtt", "1"),))
    rows = {B.video_id: VideoState(B, "indexed"), C.video_id: VideoState(C, "gone")}
    assert changed_uploads(rows, [A, newer, C]) == [
        VideoState(A, "unread"),
        VideoState(newer, "unread"),
        VideoState(C, "unread"),
    ]


def test_what_is_not_listed_is_gone_once() -> None:
    rows = {A.video_id: VideoState(A, "indexed", 2), B.video_id: VideoState(B, "gone")}
    assert missing_uploads(rows, [C]) == [VideoState(A, "gone", 2)]


@given(UPLOADS, ROWS)
def test_a_second_comparison_finds_nothing(uploads: list[UploadRecord], before: list[VideoState]) -> None:
    rows = {row.video_id: row for row in before}
    rows |= {row.video_id: row for row in (*changed_uploads(rows, uploads), *missing_uploads(rows, uploads))}
    assert changed_uploads(rows, uploads) == missing_uploads(rows, uploads) == []
    assert all(rows[upload.video_id].upload.revision == upload.revision for upload in uploads)
