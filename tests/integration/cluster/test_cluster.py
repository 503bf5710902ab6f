"""Fifty videos through a cluster that loses a worker, drains another, and whose Redis and PostgreSQL restart.

The Qdrant server is qdrant-client's in-memory mode in a process of its own (`tests/support/cluster/memory_index.py`):
no server can be had where the tests run. All else is what `deploy/` describes; the processes share no folder.
"""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import redis

from tests.support.cluster.cluster import Cluster, cluster
from tests.support.cluster.memory_index import RemoteClient
from tests.support.cluster.timeline import Timeline, work_done
from tests.support.cluster.uploads import upload_films
from tests.support.concurrency.waiting import rounds, until
from tests.support.storage.s3 import S3
from vindex_assets.cluster.claims import DONE
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.settings import settings
from vindex_search.storage.runs import heartbeats
from vindex_search.videos.video import all_videos

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
BACKLOG = {"archive": 30, "small": 6}  # workspaces, and how many films they import
LIVE = {"news": 8, "team": 6}  # and how many they upload meanwhile
DEADLINE_S = 1200.0  # for a machine that does much else
LOOK_S = 1.0  # the S3 server of all is in this process


@pytest.fixture
def running(tmp_path: Path, s3: S3) -> Iterator[Cluster]:
    with cluster(tmp_path / "cluster", s3, runs=3) as opened:
        settings.cache_clear()
        yield opened
    settings.cache_clear()


def test_every_video_is_indexed_once(running: Cluster, s3: S3, tmp_path: Path) -> None:
    timeline, library = Timeline(), LibraryResource()
    films = {name: upload_films(s3, tmp_path, name, count, days_ago=3) for name, count in BACKLOG.items()}
    backlog = list(chain.from_iterable(films.values()))
    for name, queue in (("cpu-1", "cpu"), ("cpu-2", "cpu"), ("gpu-1", "gpu")):
        running.start_worker(name, queue)
    running.start_control()
    timeline.note(f"{len(backlog)} videos wait, three workers start")
    until(library.store.published, deadline_s=DEADLINE_S, look_s=LOOK_S)
    films |= {name: upload_films(s3, tmp_path, name, count) for name, count in LIVE.items()}
    live = [film for name in LIVE for film in films[name]]
    timeline.note(f"{len(live)} videos are uploaded")

    held = kill_in_mid_step(running, "cpu-1")
    timeline.note(f"cpu-1 is killed in the middle of a step ({held})")
    running.start_worker("cpu-3", "cpu")

    running.redis.stop()
    running.redis.start()
    timeline.note("Redis has restarted")

    until(lambda: busy_with(running, "cpu-2"), deadline_s=DEADLINE_S)
    assert running.processes.drain("cpu-2") == 0
    timeline.note("cpu-2 has drained")
    assert not any(one.name.startswith("cpu-2@") for one in heartbeats.list_workers(library.store.root))
    running.start_worker("cpu-4", "cpu")

    running.postgres.stop()
    running.postgres.start()
    timeline.note("PostgreSQL has restarted")

    wait_until_indexed(running, library, {*backlog, *live}, timeline)
    work = work_done(running.instance)
    assert {video.video_id: video.status for video in all_videos(library.store)} == dict.fromkeys(
        (*backlog, *live), "indexed"
    )
    twice = {what: count for what, count in work.made.items() if count > 1}
    timeline.note(f"made twice: {twice or 'nothing'}")
    assert twice == {}
    assert {asset for asset, _ in work.made} == set(POLICIES)
    said = [film for of_workspace in films.values() for film in of_workspace[1::2]]  # those with subtitles
    assert generations(running) == dict.fromkeys(said, 1)
    by_time = sorted(work.indexed_at, key=lambda film: work.indexed_at[film])
    assert set(by_time[-3:]) <= set(backlog)  # live uploads have overtaken the backlog
    assert {film.partition("--")[0] for film in by_time[: len(by_time) // 2]} == {*BACKLOG, *LIVE}


def held_steps(running: Cluster, worker: str) -> list[str]:
    """The ids of the tasks that a worker is at."""
    with redis.Redis.from_url(running.redis.url, decode_responses=True) as client:
        return [
            key.rpartition(":")[2]
            for key in client.scan_iter("vindex:step:*")
            if str(client.get(key)).startswith(f"{worker}@")
        ]


def busy_with(running: Cluster, worker: str) -> list[str]:
    """Those of them that have not ended, while the worker is stopped or runs on."""
    with redis.Redis.from_url(running.redis.url) as client:
        return [task for task in held_steps(running, worker) if not client.exists(f"celery-task-meta-{task}")]


def kill_in_mid_step(running: Cluster, worker: str) -> str:
    """Kill a worker and its children while they are at a step: they are stopped first, and looked at."""
    group = running.processes.running[worker].pid
    for _ in rounds(deadline_s=DEADLINE_S):
        if not busy_with(running, worker):
            continue
        os.killpg(group, signal.SIGSTOP)
        if held := busy_with(running, worker):
            running.processes.kill(worker)
            return held[0]
        os.killpg(group, signal.SIGCONT)
    raise AssertionError(DONE)


def wait_until_indexed(running: Cluster, library: LibraryResource, films: set[str], timeline: Timeline) -> None:
    seen = 0

    def is_done() -> bool:
        nonlocal seen
        published = library.store.published()
        if len(published) >= seen + 5:
            seen = len(published)
            timeline.note(f"{seen} videos are indexed")
        return set(published) == films

    until(is_done, deadline_s=DEADLINE_S, look_s=LOOK_S)
    timeline.note(f"all {len(films)} videos are indexed")


def generations(running: Cluster) -> dict[str, int]:
    """How many generations of each video are in the index."""
    client, found = RemoteClient(running.index), defaultdict(set)
    (collection,) = (one.name for one in client.get_collections().collections)
    points, _next = client.scroll(collection, limit=100_000, with_payload=True)
    for point in points:
        found[point.payload["video_id"]].add(point.payload["generation"])
    return {video: len(those) for video, those in found.items()}
