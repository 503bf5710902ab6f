"""Uploads and store are on an S3 that refuses, cuts answers off or trickles, and a process ends at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.crash.cases import assert_recovered, crash_and_recover
from tests.support.crash.crash import Crash
from tests.support.crash.processes import CrashingLibrary
from tests.support.crash.scenarios import settle_at_once
from tests.support.crash.world.faulty_proxy import Fault, FaultyProxy, faulty_proxy
from tests.support.storage.s3 import S3


@pytest.fixture
def proxy(s3: S3) -> Iterator[FaultyProxy]:
    with faulty_proxy(s3.endpoint) as made:
        yield made


@pytest.fixture
def remote(new: CrashingLibrary, s3: S3, proxy: FaultyProxy) -> CrashingLibrary:
    """A library on S3, behind the proxy, into which a film was uploaded."""
    for file in (new.home / "uploads" / "team").iterdir():
        s3.client.upload_file(str(file), s3.bucket, f"uploads/team/{file.name}")
    new.environment |= {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": proxy.url,
        "VINDEX_UPLOADS": f"s3://{s3.bucket}/uploads",
        "VINDEX_STORE": f"s3://{s3.bucket}/store",
        "VINDEX_S3_ENDPOINT": proxy.url,
    }
    return new


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "every"), [("503", 9), ("cut", 11), ("slow", 1)])
def test_an_s3_in_trouble_costs_time_alone(
    remote: CrashingLibrary, proxy: FaultyProxy, fault: Fault, every: int
) -> None:
    proxy.fault, proxy.every = fault, every
    remote.finish(settle_at_once)
    assert proxy.faults[fault] > 0
    proxy.fault = None
    remote.finish(settle_at_once)
    assert_recovered(remote)


@pytest.mark.slow
@pytest.mark.parametrize(
    "crash",
    [
        Crash("artefact.data_placed", "kill", "video.json"),
        Crash("publish.mark_written", "segfault"),
        Crash("step.made", "allocation", "frames"),
    ],
    ids=str,
)
def test_a_process_that_ends_leaves_nothing_half_written_on_s3(
    remote: CrashingLibrary, proxy: FaultyProxy, crash: Crash
) -> None:
    crash_and_recover(remote, crash, settle_at_once)


@pytest.mark.slow
def test_an_s3_that_is_away_for_a_whole_run_is_waited_for(remote: CrashingLibrary, proxy: FaultyProxy) -> None:
    remote.crash(Crash("step.logged", "kill", "video"), settle_at_once)
    proxy.fault, proxy.every = "503", 1
    assert remote.run(settle_at_once) != 0, "a tick without a bucket says so"
    proxy.fault = None
    remote.finish(settle_at_once)
    assert_recovered(remote)
