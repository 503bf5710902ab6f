"""The calibration is measured when a tenth of the library has changed, and by one run at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import SMALL, indexed_library, open_copied_home
from tests.support.session.session_cache import SessionCache
from vindex_assets.automation.jobs import calibration_job
from vindex_assets.automation.sensors import CALIBRATION_WAITS_S, calibration
from vindex_assets.cli.ingest import run_calibration
from vindex_assets.runs.in_flight import LANE_TAG, WORKSPACE_TAG
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import workspace_of_video
from vindex_search.ranking.calibration import questions
from vindex_search.ranking.calibration.scopes import due_scopes, read_scoped_distribution
from vindex_search.ranking.calibration.store import is_calibration_due, read_distribution


def tick(home: Home, cursor: str | None = None) -> dg.RunRequest | dg.SkipReason:
    """The result of one tick of the sensor."""
    context = dg.build_sensor_context(instance=home.instance, resources={"library": home.library}, cursor=cursor)
    result = calibration(context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


@pytest.fixture
def filled(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of two films."""
    with open_copied_home(indexed_library(session_cache, SMALL), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fourth question is asked: each is encoded anew."""
    few = questions.calibration_questions()[::4]
    monkeypatch.setattr(questions, "calibration_questions", lambda: few)


def test_an_empty_library_has_nothing_to_measure(home: Home) -> None:
    assert isinstance(tick(home), dg.SkipReason)
    assert not run_calibration(home.instance, home.library)
    assert read_distribution(home.library.store) is None


@pytest.mark.usefixtures("few_questions")
def test_it_is_measured_once_and_again_when_the_library_has_changed(filled: Home) -> None:
    assert isinstance(tick(filled), dg.RunRequest)
    assert run_calibration(filled.instance, filled.library)
    found = read_distribution(filled.library.store)
    assert found is not None
    assert found.video_count == 2
    assert {len(column) for column in found.scores.values()} == {len(questions.calibration_questions())}
    skipped = tick(filled)
    assert isinstance(skipped, dg.SkipReason)
    assert "less than a tenth" in (skipped.skip_message or "")
    assert not run_calibration(filled.instance, filled.library)
    filled.library.store.remove_video(next(iter(filled.library.store.published())))
    assert isinstance(tick(filled), dg.RunRequest)
    assert run_calibration(filled.instance, filled.library)
    again = read_distribution(filled.library.store)
    assert again is not None
    assert again.video_count == 1


@pytest.mark.usefixtures("few_questions")
def test_each_workspace_is_measured_by_its_own_videos(filled: Home) -> None:
    """Each of the films is in another one."""
    store = filled.library.store
    assert run_calibration(filled.instance, filled.library)
    whole, names = read_distribution(store), sorted(map(workspace_of_video, store.published()))
    own = [read_scoped_distribution(store, [name]) for name in names]
    assert whole is not None
    assert [(one.video_count, one.text_count < whole.text_count) for one in own if one] == [(1, True)] * 2
    assert due_scopes(store) == ()


def test_the_run_shows_the_figures_that_people_look_at(filled: Home) -> None:
    run_calibration(filled.instance, filled.library)
    event = filled.instance.get_latest_materialization_event(dg.AssetKey("calibration"))
    assert event is not None
    assert event.asset_materialization is not None
    figures = {name: one.value for name, one in event.asset_materialization.metadata.items()}
    assert figures["videos"] == 2
    assert figures["questions"] == len(questions.calibration_questions())
    assert figures["texts"] >= 2  # type: ignore[operator]  # a number
    assert "median likeness" in figures


def test_while_it_is_being_measured_no_second_run_is_requested(filled: Home) -> None:
    create_run_for_test(filled.instance, job_name=calibration_job.name, status=dg.DagsterRunStatus.STARTED)
    skipped = tick(filled)
    assert isinstance(skipped, dg.SkipReason)
    assert "is being measured" in (skipped.skip_message or "")


@pytest.mark.usefixtures("few_questions")
def test_a_video_that_is_removed_meanwhile_is_skipped(filled: Home) -> None:
    store = filled.library.store
    store.path(next(iter(store.published())), POINTS).unlink()
    assert run_calibration(filled.instance, filled.library)
    found = read_distribution(store)
    assert found is not None
    assert found.video_count == 1
    assert not is_calibration_due(store)


def test_it_lets_uploads_of_the_last_day_go_first_but_not_for_ever(filled: Home) -> None:
    assert isinstance(tick(filled), dg.RunRequest)
    tags = {LANE_TAG: "live", WORKSPACE_TAG: "team"}
    create_run_for_test(filled.instance, status=dg.DagsterRunStatus.STARTED, tags=tags)
    assert isinstance(tick(filled), dg.SkipReason)
    long_ago, just_now = time.time() - CALIBRATION_WAITS_S, time.time()
    assert isinstance(tick(filled, cursor=str(just_now)), dg.SkipReason)
    assert isinstance(tick(filled, cursor=str(long_ago)), dg.RunRequest)
