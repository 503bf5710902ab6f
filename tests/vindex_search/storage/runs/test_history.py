"""The history of a video: every try of a step, in the order of time."""

from __future__ import annotations

from dataclasses import replace

from tests.support.storage.artefacts import VIDEO
from vindex_search.contract.runs.step_attempt import StepAttempt
from vindex_search.storage.runs.history import FOLDER, MAX_RUNS, add_attempt, drop_old_runs, list_attempts
from vindex_search.storage.store import Store

FIRST = StepAttempt("r2", "frames", 0, "1", "sensor", 1.0, 2.5, outcome="failed", reason="no network", host="one")
AGAIN = replace(FIRST, try_number=1, began=9.0, outcome="made", reason="")
NEXT_RUN = replace(FIRST, run_id="r1", began=20.0, outcome="reused", reason="")


def test_tries_are_listed_by_their_beginning(store: Store) -> None:
    assert list_attempts(store, VIDEO) == []
    for attempt in (NEXT_RUN, AGAIN, FIRST):
        add_attempt(store, VIDEO, attempt)
    assert list_attempts(store, VIDEO) == [FIRST, AGAIN, NEXT_RUN]


def test_a_damaged_one_does_not_hide_the_others(store: Store) -> None:
    add_attempt(store, VIDEO, FIRST)
    (store.folder(VIDEO) / FOLDER / "r9.audio.0.json").write_bytes(b"[]")
    assert list_attempts(store, VIDEO) == [FIRST]


def test_the_oldest_runs_are_dropped_with_all_their_tries(store: Store) -> None:
    runs = [replace(FIRST, run_id=f"r{(7 * number) % 100}", began=float(number)) for number in range(MAX_RUNS + 2)]
    for attempt in (*runs, replace(runs[0], try_number=1), replace(runs[-1], try_number=1)):
        add_attempt(store, VIDEO, attempt)
    (store.folder(VIDEO) / FOLDER / "damaged.audio.0.json").write_bytes(b"[]")
    drop_old_runs(store, VIDEO)
    assert [attempt.run_id for attempt in list_attempts(store, VIDEO)] == [
        *(attempt.run_id for attempt in runs[2:]),
        runs[-1].run_id,
    ]
    assert not (store.folder(VIDEO) / FOLDER / "damaged.audio.0.json").exists()


def test_the_history_of_a_video_goes_with_it(store: Store) -> None:
    add_attempt(store, VIDEO, FIRST)
    store.remove_video(VIDEO)
    assert not store.folder(VIDEO).exists()
