from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.uploads import Known, Upload, belongs, plan, read_listing
from vindex_search.bucket import Listed
from vindex_search.contract import video_id


def listed(key: str, version: str = "1") -> Listed:
    return Listed(key, version, 10, "2026-01-01T00:00:00+00:00")


def uploads(*keys: str) -> list[Upload]:
    return read_listing("b", [listed(key) for key in keys])[0]


def test_media_are_uploads_and_everything_else_is_not() -> None:
    keys = ["t/a.mp4", "t/B.MKV", "t/c.mp3", "t/notes.txt", "t/.hidden.mp4", "t/.x/d.mp4", "t/e.mp4.part", "t/f.vtt"]
    assert [upload.object_key for upload in uploads(*keys)] == ["t/a.mp4", "t/B.MKV", "t/c.mp3"]


def test_an_empty_or_broken_file_is_an_upload_too_so_that_its_reason_is_shown() -> None:
    (upload,), _ = read_listing("b", [Listed("t/empty.mp4", "0-1", 0, "")])
    assert upload.size == 0


@pytest.mark.parametrize(
    ("sidecar", "is_its_own"),
    [
        ("t/talk.vtt", True),
        ("t/talk.en.vtt", True),
        ("t/talk.pt-BR.srt", True),
        ("t/talk.part.two.vtt", False),
        ("t/talk2.vtt", False),
        ("u/talk.vtt", False),
    ],
)
def test_which_sidecar_belongs_to_a_video(sidecar: str, is_its_own: bool) -> None:
    assert belongs(sidecar, to="t/talk.mp4") == is_its_own


def test_a_new_sidecar_is_a_new_revision_of_the_same_version() -> None:
    (before,), (after,) = uploads("t/talk.mp4"), uploads("t/talk.mp4", "t/talk.en.vtt")
    assert before.version == after.version
    assert before.revision != after.revision
    assert after.sidecars == (("t/talk.en.vtt", "1"),)


def test_media_outside_of_a_workspace_are_refused_with_the_reason() -> None:
    found, refused = read_listing("b", [listed("loose.mp4"), listed("Team/x.mp4"), listed("t/x.mp4")])
    assert [upload.object_key for upload in found] == ["t/x.mp4"]
    assert [item.object_key for item in refused] == ["loose.mp4", "Team/x.mp4"]
    assert "workspace" in refused[0].reason


A, B = (video_id("b", key) for key in ("t/a.mp4", "t/b.mp4"))


@pytest.mark.parametrize(
    ("known", "busy", "requested"),
    [
        ({}, set(), True),
        ({A: Known("1", "indexed")}, set(), False),
        ({A: Known("1", "failed")}, set(), False),
        ({A: Known("1", "retry")}, set(), True),
        ({A: Known("1", "new")}, set(), True),
        ({A: Known("0", "indexed")}, set(), True),
        ({A: Known("0", "failed")}, set(), True),
        ({}, {A}, False),
        ({A: Known("0", "indexed")}, {A}, False),
    ],
)
def test_what_is_due(known: dict[str, Known], busy: set[str], requested: bool) -> None:
    assert bool(plan(uploads("t/a.mp4"), known, busy).request) == requested


def test_what_is_gone_unless_a_run_is_at_it() -> None:
    known = {A: Known("1", "indexed"), B: Known("1", "failed")}
    assert plan([], known, set()).gone == tuple(sorted([A, B]))
    assert plan([], known, {A}).gone == (B,)


STATES = st.sampled_from(["indexed", "failed", "retry", "new"])
KEYS = st.sets(st.sampled_from(["t/a.mp4", "t/b.mp4", "u/c.mp4"]))


@given(
    KEYS,
    st.dictionaries(
        st.sampled_from([A, B, "t--gone-0000000000"]), st.builds(Known, st.sampled_from(["0", "1"]), STATES)
    ),
)
def test_after_doing_what_a_plan_asks_the_next_one_asks_nothing(keys: set[str], known: dict[str, Known]) -> None:
    wanted = uploads(*sorted(keys))
    first = plan(wanted, known, set())
    after = {name: state for name, state in known.items() if name not in first.gone}
    after |= {upload.video_id: Known(upload.revision, "indexed") for upload in first.request}
    second = plan(wanted, after, set())
    assert (second.request, second.gone) == ((), ())
    assert set(after) >= {upload.video_id for upload in wanted}
