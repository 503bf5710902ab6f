"""cancel, priority, pause and resume as a user runs them: what is said, what becomes of it, and what is refused."""

from __future__ import annotations

import json

import pytest

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.library.upload_files import stored_video_ids
from tests.support.storage.video_records import attempted, indexed, register
from vindex_assets.pipeline.metadata.run_labels import REASON_TAG, VIDEOS_TAG
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.run_tags import ASKED_BY_TAG
from vindex_search.storage.runs.paused import paused_workspaces


def listed(*arguments: str) -> dict[str, dict[str, str]]:
    """The videos of `vindex videos --json` by title."""
    return {video["title"]: video for video in json.loads(invoke("videos", "--json", *arguments).stdout)["videos"]}


def test_a_video_is_cancelled_and_tried_again(home: Home) -> None:
    name = register(home.library.store, "team/talk.mp4", attempted())
    done = invoke("cancel", name, name)
    assert (done.exit_code, done.stdout) == (
        0,
        f"cancelled: {name}\nvideos cancelled: 1; `vindex retry` takes it back\n",
    )
    assert f"{name}  cancelled   team/talk.mp4\n" in invoke("videos").stdout
    assert invoke("retry", name).exit_code == 0
    assert listed()["talk"]["status"] == "waiting"


def test_a_priority_is_shown_until_it_is_normal(home: Home) -> None:
    names = [register(home.library.store, f"team/{name}.mp4") for name in ("one", "two")]
    assert invoke("priority", *names, "high").stdout == "".join(f"high priority: {name}\n" for name in names)
    assert "waiting     team/one.mp4  high priority\n" in invoke("videos").stdout
    invoke("priority", names[0], "normal")
    assert [video["priority"] for video in listed().values()] == ["normal", "high"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("cancel", "{done}"), "{done} is indexed; only a video that is not indexed yet can be cancelled"),
        (("cancel", "team--gone-0000000000"), "there is no video team--gone-0000000000 in the library"),
        (("priority", "{done}", "high"), "{done} is indexed; only a video that is not indexed yet has a priority"),
        (("priority", "{done}", "urgent"), "priority 'urgent' is not known; allowed are high, normal, low"),
        (("pause", "No!"), "workspace 'No!' is not valid; allowed are a-z"),
        (("resume", "../x"), "workspace '../x' is not valid"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(home: Home, arguments: tuple[str, ...], says: str) -> None:
    done = register(home.library.store, "team/done.mp4", indexed())
    result = invoke(*(argument.format(done=done) for argument in arguments))
    assert (result.exit_code, result.stdout) == (1, "")
    assert says.format(done=done) in result.stderr
    assert "Traceback" not in result.stderr


def test_ingest_leaves_a_paused_workspace_alone_and_doctor_names_it(home: Home) -> None:
    store = home.library.store
    name = home.upload_film("team/talk.mp4", "Hello there.")
    assert invoke("pause", "team").stdout == "paused: team (0 videos so far); `vindex resume team` goes on\n"
    assert paused_workspaces(store.root) == {"team"}
    other = home.upload_film("library/other.mp4", "Hello again.")
    ingested = invoke("ingest", str(home.uploads / "library"))
    assert "paused: team (`vindex resume WORKSPACE`)" in ingested.stdout
    tags = next(run.tags for run in home.instance.get_runs() if run.tags.get(PARTITION_TAG) == other)
    assert (tags[ASKED_BY_TAG], tags[VIDEOS_TAG], tags[REASON_TAG]) == ("command", "other", "new")
    assert stored_video_ids(home) >= {other}
    assert name not in stored_video_ids(home)
    assert "note paused: team since " in invoke("doctor").stdout
    assert invoke("resume", "team").exit_code == 0
    assert "note paused" not in invoke("doctor").stdout
