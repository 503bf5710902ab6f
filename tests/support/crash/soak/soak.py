"""A soak: uploads come, go and are renamed, processes are killed at random; then the library equals the bucket."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from tests.support.concurrency.waiting import rounds
from tests.support.crash.cheap_steps import cheap_steps
from tests.support.crash.recovered import Recovered
from tests.support.crash.soak.bucket import Uploaders
from tests.support.crash.soak.services import Kind, Services, services
from tests.support.crash.soak.tally import Tally
from tests.support.library.home import Home, open_home
from tests.support.media.films import make_film
from tests.support.session.checkout import CHECKOUT
from vindex_search.videos.control.retry import retry_videos

# A worker's death costs some seconds, and its videos runs of their own: more of them, and nothing would ever be done.
KILL_EVERY_S: Final[dict[Kind, float]] = {"run worker": 30.0, "step child": 12.0, "daemon": 40.0, "code server": 60.0}
CHANGE_EVERY_S: Final = 1.5
FIRST_SHARE: Final = 0.6  # of the films, uploaded before all else
KILLING_SHARE: Final = 0.6  # of the time; the rest is for what is left to be done
SETTLE_S: Final = 1800.0  # at most, however slow the machine is
LOOK_S: Final = 0.25
# The shipped settings wait for minutes, for machines that do much else.
QUICKER: Final = {
    "start_timeout_seconds: 300": "start_timeout_seconds: 60",
    "free_slots_after_run_end_seconds: 60": "free_slots_after_run_end_seconds: 5",
    "poll_interval_seconds: 30": "poll_interval_seconds: 5",
}


@dataclass
class Soak:
    """One soak.

    Attributes:
        home: The library.
        running: Its processes.
        uploaders: Who changes the uploads.
        chance: Decides who is killed and when.
        tally: What happened.
    """

    home: Home
    running: Services
    uploaders: Uploaders
    chance: random.Random
    tally: Tally = field(default_factory=Tally)

    def disturb(self, seconds: float) -> None:
        """Kill and change for so many seconds, at intervals that are exponentially distributed."""
        due = {kind: self._next(kind) for kind in KILL_EVERY_S}
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for kind in [kind for kind, at in due.items() if at <= now and self._kill(kind)]:
                due[kind] = self._next(kind)
            if self.chance.random() < LOOK_S / CHANGE_EVERY_S:
                self.uploaders.change_something()
            self.running.keep_alive()
            time.sleep(LOOK_S)

    def settle(self) -> None:
        """Wait until the library equals the bucket; as an operator does, retry what was killed too often.

        Raises:
            AssertionError: it does not.
        """
        problems: list[str] = []
        for _ in rounds(deadline_s=SETTLE_S):
            self.running.keep_alive()
            self.tally.retried += len(retry_videos(self.home.library.store, (), failed=True))
            problems = self.problems()
            if not problems:
                break
            time.sleep(20 * LOOK_S)

    def problems(self) -> list[str]:
        """What does not hold; while runs write, a record may vanish between two looks."""
        try:
            return list(Recovered(self.home, self.running.folder / "scratch").problems())
        except (OSError, AssertionError) as problem:
            return [str(problem)]

    def _next(self, kind: Kind) -> float:
        return time.monotonic() + self.chance.expovariate(1 / KILL_EVERY_S[kind])

    def _kill(self, kind: Kind) -> bool:
        """Whether there was one to kill."""
        processes = self.running.processes(kind)
        if processes:
            try:
                self.chance.choice(processes).kill()
            except psutil.NoSuchProcess:
                return False
            self.tally.kills[kind] += 1
        return bool(processes)


@contextmanager
def open_soak(folder: Path, *, videos: int, seed: int) -> Iterator[Soak]:
    """A library whose daemon and code server run, with the first films uploaded."""
    chance = random.Random(seed)
    shipped = (CHECKOUT / "dagster_home" / "dagster.yaml").read_text(encoding="utf-8")
    film = make_film(folder / "film.mp4").read_bytes()
    scratch = folder / "scratch"
    scratch.mkdir()
    with open_home(folder / "home") as home, cheap_steps():
        for slow, quick in QUICKER.items():
            assert slow in shipped, slow
            shipped = shipped.replace(slow, quick)
        (home.path / "dagster" / "dagster.yaml").write_text(shipped, encoding="utf-8")
        uploaders = Uploaders(home.uploads, film, chance, left=videos)
        for _ in range(int(videos * FIRST_SHARE)):
            uploaders.upload()
        environment = {**home.environment, "DAGSTER_HOME": str(home.path / "dagster"), "TMPDIR": str(scratch)}
        with services(folder, {**environment, "PYTHONPATH": str(CHECKOUT)}) as running:
            yield Soak(home, running, uploaders, chance)


def soak(folder: Path, *, seconds: float, videos: int, seed: int) -> Tally:
    """Run one; returns what happened.

    Args:
        folder: An empty one, for the library and what its processes print.
        seconds: Of which KILLING_SHARE are for kills; what is left then takes as long as it takes.
        videos: How many are uploaded.
        seed: Of who is killed and what is uploaded; the order in which machines work is not its to decide.
    """
    with open_soak(folder, videos=videos, seed=seed) as running:
        began = time.monotonic()
        running.disturb(seconds * KILLING_SHARE)
        while running.uploaders.left:
            running.uploaders.upload()
        disturbed = time.monotonic()
        running.settle()
        running.tally.seconds = {"with kills": disturbed - began, "until all is well": time.monotonic() - disturbed}
        running.tally.changes = running.uploaders.done
        running.tally.videos = len(running.home.library.store.published())
        running.tally.count_runs(running.home.instance)
    return running.tally
