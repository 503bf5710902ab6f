"""Requests to S3 by what causes them: a video, a run, an idle tick, a check for completeness, an idle service."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.capacity.batch_run import run_batch
from benchmarks.capacity.films import Film, copy_film
from benchmarks.capacity.library_home import new_home
from benchmarks.capacity.s3_requests import RequestCounter, counting_server
from benchmarks.harness.machine import CHECKOUT

VIDEOS: Final = 3
FEW: Final = 3
MANY: Final = 13
SERVICE_S: Final = 30.0
READY_S: Final = 60.0

Requests = dict[str, float]


def count_requests(film: Film, folder: Path) -> dict[str, Requests]:
    """Requests by kind, of each cause."""
    with counting_server() as (counter, places):
        environment = new_home(folder / "s3", **places)
        counted = _Counted(counter, environment)
        one = counted.during(lambda: run_batch({"w/one.mp4": film.path}, environment))
        check_of_one = counted.each_more("checks")
        names = [f"copy-{number}" for number in range(VIDEOS)]
        films = {f"w/{name}.mp4": copy_film(film, name).path for name in names}
        several = counted.during(lambda: run_batch(films, environment))
        check_of_all = counted.each_more("checks")
        a_video = _over(several, one, VIDEOS - 1)
        a_checked_video = _over(check_of_all, check_of_one, VIDEOS)
        return {
            "a_video": a_video,
            "a_run": _over(one, a_video, 1),
            "a_tick": counted.each_more("ticks"),
            "a_check": _over(check_of_one, a_checked_video, 1),
            "a_checked_video": a_checked_video,
            "a_minute_of_service": counted.service(),
        }


class _Counted:
    def __init__(self, counter: RequestCounter, environment: Mapping[str, str]) -> None:
        self._counter, self._environment = counter, environment

    def during(self, work: Callable[[], object]) -> Requests:
        """Requests while something is done."""
        before = Counter(self._counter.counts)
        work()
        return dict(self._counter.counts - before)

    def each_more(self, what: str) -> Requests:
        """Those of one more, from a few and many of them: what a process asks as it begins does not count."""
        few, many = (self.during(partial(self._idle, what, number)) for number in (FEW, MANY))
        return _over(many, few, MANY - FEW)

    def _idle(self, what: str, number: int) -> None:
        command = [sys.executable, "-m", "benchmarks.capacity.idle", what, str(number)]
        subprocess.run(command, env=dict(self._environment), cwd=CHECKOUT, check=True, capture_output=True)

    def service(self) -> Requests:
        """Those of a service that nobody asks, a minute."""
        command = [sys.executable, "-m", "vindex_assets.cli", "serve", "--port", "0"]
        with subprocess.Popen(command, env=dict(self._environment), cwd=CHECKOUT, stderr=subprocess.DEVNULL) as process:
            try:
                time.sleep(READY_S)
                idle = self.during(lambda: time.sleep(SERVICE_S))
            finally:
                process.terminate()
        return {kind: count * 60 / SERVICE_S for kind, count in idle.items()}


def _over(more: Mapping[str, float], less: Mapping[str, float], number: int) -> Requests:
    """The difference of two counts for one of so many."""
    kinds = sorted(more.keys() | less.keys())
    return {kind: max(0.0, (more.get(kind, 0) - less.get(kind, 0)) / number) for kind in kinds}
