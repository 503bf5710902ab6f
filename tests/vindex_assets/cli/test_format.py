"""format: a video's line and what stands below it."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.storage.notes import DECIDED, LOST, SKIPPED
from tests.support.storage.video_records import indexed, register
from vindex_assets.cli.format import MAX_NOTES, facet_lines
from vindex_search.api.schemas.query.facets import FacetValueOut
from vindex_search.contract.notes import Note


def test_a_video_with_losses_has_a_mark_and_its_notes_below_it(home: Home) -> None:
    name = register(home.library.store, "team/a.mp4", replace(indexed(), notes=(DECIDED, LOST, SKIPPED)))
    assert invoke("videos").stdout.splitlines() == [
        f"{name}  indexed !   team/a.mp4",
        "  ! sound_lost 0:12-0:40: 28.0 s of sound cannot be decoded",
        "  ! subtitle_lines_skipped: 1 cue of talk.en.srt cannot be read, the first in line 12",
        "  - length_corrected: the file states 3.0 s, its packets last 15.4 s",
    ]


def test_a_video_of_which_something_was_only_decided_has_no_mark(home: Home) -> None:
    name = register(home.library.store, "team/a.mp4", replace(indexed(), notes=(DECIDED,)))
    assert invoke("videos").stdout.splitlines()[0] == f"{name}  indexed     team/a.mp4"


def test_of_many_notes_the_losses_come_first_and_the_rest_are_counted(home: Home) -> None:
    decided = tuple(Note("audio_track_passed_over", f"track {at} is not indexed") for at in range(MAX_NOTES))
    name = register(home.library.store, "team/a.mp4", replace(indexed(), notes=(*decided, LOST)))
    _, first, *_, last = invoke("videos").stdout.splitlines()
    assert first.startswith("  ! sound_lost")
    assert last == "  - 1 more: vindex videos --json"
    (video,) = json.loads(invoke("videos", "--json").stdout)["videos"]
    assert (video["video_id"], len(video["notes"])) == (name, MAX_NOTES + 1)


def test_facets_are_a_table_below_the_videos(home: Home) -> None:
    for key in ("team/sea/a.mp4", "team/sea/b.mp4", "other/c.mp4"):
        register(home.library.store, key, indexed())
    assert invoke("videos", "--facets", "tag,workspace,speaker").stdout.splitlines()[3:] == [
        "",
        "videos by",
        "  workspace      2  team",
        "  workspace      1  other",
        "  tag            2  sea",
        "  speaker        -  nothing",
    ]


def test_an_unknown_facet_is_a_sentence(home: Home) -> None:
    done = invoke("videos", "--facets", "colour")
    assert done.exit_code == 1
    assert "facet 'colour' is unknown; allowed: workspace, tag" in done.stderr


def test_values_that_are_left_out_of_a_facet_are_counted() -> None:
    lines = facet_lines({"tag": [FacetValueOut(value="sea", count=2)]}, {"tag": 7})
    assert lines[2:] == ["  tag            2  sea", "  tag               7 more values"]
