from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.uploads.video_state import STATES, Known, changed, gone
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
ROWS = st.lists(st.builds(Known, UPLOADS.filter(bool).map(lambda found: found[0]), st.sampled_from(STATES)))


def test_what_is_as_it_was_is_not_read_again() -> None:
    rows = {A.video_id: Known(A, "indexed"), B.video_id: Known(B, "failed"), C.video_id: Known(C, "requested")}
    assert changed(rows, [A, B, C]) == []
    assert gone(rows, [A, B, C]) == []


def test_what_is_new_changed_or_back_is_read() -> None:
    newer = replace(B, sidecars=(("t/b.vtt", "1"),))
    rows = {B.video_id: Known(B, "indexed"), C.video_id: Known(C, "gone")}
    assert changed(rows, [A, newer, C]) == [Known(A, "unread"), Known(newer, "unread"), Known(C, "unread")]


def test_what_is_not_listed_is_gone_once() -> None:
    rows = {A.video_id: Known(A, "indexed", 2), B.video_id: Known(B, "gone")}
    assert gone(rows, [C]) == [Known(A, "gone", 2)]


@given(UPLOADS, ROWS)
def test_a_second_comparison_finds_nothing(uploads: list[UploadRecord], known: list[Known]) -> None:
    rows = {row.video_id: row for row in known}
    rows |= {row.video_id: row for row in (*changed(rows, uploads), *gone(rows, uploads))}
    assert changed(rows, uploads) == gone(rows, uploads) == []
    assert all(rows[upload.video_id].upload.revision == upload.revision for upload in uploads)
