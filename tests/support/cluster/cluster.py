"""A cluster on this machine: PostgreSQL, Redis, S3, an index, code server, daemon and Celery workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import dagster as dg
import pytest
import yaml

from tests.support.cluster.memory_index import INDEX
from tests.support.cluster.processes import ClusterProcesses
from tests.support.cluster.servers.ports import free_port
from tests.support.cluster.servers.postgres import PostgresServer, postgres_server
from tests.support.cluster.servers.redis import RedisServer, redis_server
from tests.support.session.checkout import CHECKOUT
from tests.support.storage.s3 import S3

MODULE: Final = "tests.support.cluster.definitions"


@dataclass(frozen=True)
class Cluster:
    """Its servers and processes; the environment of this process points to it."""

    postgres: PostgresServer
    redis: RedisServer
    processes: ClusterProcesses
    instance: dg.DagsterInstance
    index: tuple[str, int]
    module: str

    def start_worker(self, name: str, queue: str) -> None:
        """Start a worker, as `vindex worker` does, on a machine of its own."""
        command = ["vindex_assets.cli", "worker", "--queue", queue, "--concurrency", "1", "--name", name]
        self.processes.start(name, *command)

    def start_control(self) -> None:
        """Start the code server and the daemon."""
        port = free_port()
        where = self.processes.folder / "workspace.yaml"
        server = {"host": "127.0.0.1", "port": port, "location_name": "vindex"}
        where.write_text(yaml.safe_dump({"load_from": [{"grpc_server": server}]}), encoding="utf-8")
        serve = ["api", "grpc", "--module-name", self.module, "--host", "127.0.0.1", "--port", str(port)]
        self.processes.start("code-server", "dagster", *serve)
        self.processes.start("daemon", "dagster._daemon", "run", "--workspace", str(where))


@contextmanager
def cluster(folder: Path, s3: S3, *, runs: int, module: str = MODULE) -> Iterator[Cluster]:
    """The servers of a cluster, its instance, and an index; no process of vindex runs yet.

    Args:
        folder: For all that they write; each process has a folder of its own in it.
        s3: The bucket.
        module: Of the definitions.
        runs: How many runs are started at once, instead of as many as `deploy/dagster.yaml` starts.
    """
    with postgres_server() as postgres, redis_server(folder / "redis") as redis:
        port = free_port()
        _write_configuration(folder / "dagster", runs)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in _environment(folder, s3, postgres, redis, port).items():
                patch.setenv(name, value)
            processes = ClusterProcesses(folder / "hosts", dict(os.environ))
            processes.start("index", "tests.support.cluster.memory_index", str(port))
            try:
                with dg.DagsterInstance.get() as instance:
                    yield Cluster(postgres, redis, processes, instance, ("127.0.0.1", port), module)
            finally:
                processes.end()


def _write_configuration(home: Path, runs: int) -> None:
    text = (CHECKOUT / "deploy" / "dagster.yaml").read_text(encoding="utf-8")
    fewer = text.replace("max_concurrent_runs: 16", f"max_concurrent_runs: {runs}")
    home.mkdir(parents=True)
    (home / "dagster.yaml").write_text(fewer.replace("limit: 12", f"limit: {runs - 1}"), encoding="utf-8")


def _environment(folder: Path, s3: S3, postgres: PostgresServer, redis: RedisServer, index_port: int) -> dict[str, str]:
    """The settings of a cluster: nothing else tells it from one machine."""
    return {
        "DAGSTER_HOME": str(folder / "dagster"),
        "DAGSTER_POSTGRES_HOST": "127.0.0.1",
        "DAGSTER_POSTGRES_PORT": str(postgres.port),
        "DAGSTER_POSTGRES_DB": "postgres",
        "DAGSTER_POSTGRES_USER": "postgres",
        "DAGSTER_POSTGRES_PASSWORD": "unused",
        "PYTHONPATH": str(CHECKOUT),
        "VINDEX_BROKER": redis.url,
        "VINDEX_EXECUTOR": "celery",
        "VINDEX_HOME": str(folder / "home"),
        "VINDEX_QDRANT_URL": "http://localhost:6333",
        "VINDEX_S3_ENDPOINT": s3.endpoint,
        "VINDEX_STORE": f"s3://{s3.bucket}/store",
        "VINDEX_UPLOADS": f"s3://{s3.bucket}/uploads",
        INDEX: f"127.0.0.1:{index_port}",
    }
