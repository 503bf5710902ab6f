"""The HTTP service under load: start to ready, and latency with many concurrent clients.

`python -m benchmarks.service FOLDER [--points N] [--clients N]`: the folder has the form of `../shared/retrieval`. Its
lectures are indexed repeatedly, each time with slightly perturbed vectors, until there are so many points; the service
runs in a process of its own, and chapter titles are searched over HTTP. "Ours" is the service's time without the
models, the index and the wait for a slot, by the `Server-Timing` header of each response. The library has one film of
two hours beside the lectures: all places of it by time, with the curve, are asked for in one request.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import httpx
import numpy as np
import polars as pl

from benchmarks.film import two_hours
from benchmarks.retrieval.lectures import open_library, read_lectures
from vindex_search.contract.artefacts import POINTS as POINTS_FILE
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import point_id, video_id
from vindex_search.contract.records import IndexedRecord, UploadRecord, VideoRecord
from vindex_search.models.active_set import collection_name
from vindex_search.models.catalogue import model_set
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

PERTURBATION: Final = 0.02  # of the vectors of a copy, so that no two points are equal
REQUESTS_PER_CLIENT: Final = 25
REQUESTS_OF_ONE_CLIENT: Final = 200  # requests of a single client: of fewer the 99th percentile would be the slowest
GRAPH_TIMEOUT_S: Final = 900.0
FILM_KEY: Final = "w0/film.mp4"
IN_FILM: Final = {"video_id": video_id("folder", FILM_KEY), "order": "time", "curve": "true", "limit": "100"}
EXCLUDED_STAGES: Final = ("turn", "encode", "index")
TIMING: Final = re.compile(r"(\w+);dur=([\d.]+)")


def fill_library(folder: Path, lectures: Path, points: int) -> list[str]:
    """Fill a library with so many points; returns the titles to search for."""
    lectures_by_id, questions = read_lectures(lectures)
    with open_library(lectures_by_id, folder / "scratch") as library:
        tables = list(library.points.values())
    store, stamp = Store(folder / "home" / "store", collection_name(model_set("offline"))), Stamp((), "1")
    random, made = np.random.default_rng(0), 0
    _add_copy(store, stamp, two_hours(tables), FILM_KEY, random)
    for number, table in enumerate(cycle(tables)):
        if made >= points:
            return [question.text for question in questions]
        _add_copy(store, stamp, table, f"w{number % 10}/{number}.mp4", random)
        made += len(table)
    return []


def _add_copy(store: Store, stamp: Stamp, table: pl.DataFrame, key: str, random: np.random.Generator) -> None:
    name, workspace = video_id("folder", key), key.split("/")[0]
    vectors = np.array(table["text_vector"].to_list(), dtype=np.float32)
    vectors = vectors + random.normal(size=vectors.shape).astype(np.float32) * PERTURBATION / np.sqrt(vectors.shape[1])
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    named = table.with_columns(
        pl.lit(name).alias("video_id"),
        pl.lit(workspace).alias("workspace"),
        pl.lit(str(Generation(name, stamp.fingerprint))).alias("generation"),
        pl.Series("id", [point_id(name, "speech", str(row)) for row in range(len(table))]),
        pl.Series("text_vector", unit.tolist(), dtype=table["text_vector"].dtype),
    )
    at = "2026-01-01T00:00:00+00:00"
    store.write_record(name, UploadRecord(name, workspace, key, version="1", size=1, uploaded_at=at))
    store.write_record(name, VideoRecord.from_manifest({"duration_s": table["end_s"].to_list()[-1], "width": 0}))
    store.write_table(name, POINTS_FILE, named, stamp)
    store.publish(name, stamp.fingerprint, len(named))
    store.write_record(name, IndexedRecord(revision="1", generation=stamp.fingerprint, run_id="", at=at))


@contextmanager
def run_service(home: Path, port: int) -> Iterator[tuple[httpx.Client, float]]:
    """Run the service over a library; yields a client and the seconds until it was ready."""
    command = [sys.executable, "-m", "vindex_assets.cli", "serve", "--port", str(port)]
    began = time.perf_counter()
    environment = {**os.environ, "VINDEX_HOME": str(home)}
    service = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            while not _is_ready(client):
                time.sleep(0.05)
            yield client, time.perf_counter() - began
    finally:
        service.terminate()
        service.wait()


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx.TransportError:
        return False


def time_requests(
    base_url: str, titles: Sequence[str], params: Mapping[str, str] | None = None
) -> list[tuple[float, float, float]]:
    """Milliseconds of each request: in all, waiting for a slot, and in our own code."""
    found: list[tuple[float, float, float]] = []
    with httpx.Client(base_url=base_url, timeout=120) as client:
        for title in titles:
            began = time.perf_counter()
            answer = client.get("/v1/search", params={"q": title, **(params or {})}).raise_for_status()
            whole = (time.perf_counter() - began) * 1000
            spent = {name: float(took) for name, took in TIMING.findall(answer.headers["server-timing"])}
            found.append((whole, spent["turn"], spent["total"] - sum(spent[name] for name in EXCLUDED_STAGES)))
    return found


def wait_for_graph(home: Path) -> None:
    """Wait until the service has built its HNSW graph, which it starts after its own start."""
    until = time.monotonic() + GRAPH_TIMEOUT_S
    pointers = home / "index"
    while time.monotonic() < until:
        if any(json.loads(path.read_bytes())["graph_points"] for path in pointers.glob("*.current.json")):
            return
        time.sleep(1)


def load(client: httpx.Client, titles: Sequence[str], clients: int, params: Mapping[str, str] | None = None) -> str:
    """Median and 99th percentile of the times of `time_requests`, and the throughput."""
    each = REQUESTS_OF_ONE_CLIENT if clients == 1 else REQUESTS_PER_CLIENT
    per_client = [list(islice(cycle(titles), start * 7, start * 7 + each)) for start in range(clients)]
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = [
            one
            for many in pool.map(lambda some: time_requests(str(client.base_url), some, params), per_client)
            for one in many
        ]
    rate = len(found) / (time.perf_counter() - began)
    spread = [f"{np.percentile(times, 50):.1f} / {np.percentile(times, 99):.1f}" for times in zip(*found, strict=True)]
    return f"whole {spread[0]} ms, waiting {spread[1]} ms, ours {spread[2]} ms, {rate:.1f} requests/s"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--port", type=int, default=8799)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        titles = fill_library(Path(folder), given.folder, given.points)
        home = Path(folder) / "home"
        with run_service(home, given.port) as (_client, took):
            print(f"start to ready, index filled from the store: {took:.1f} s", flush=True)
            wait_for_graph(home)
        with run_service(home, given.port) as (client, took):
            print(f"start to ready, index there: {took:.1f} s", flush=True)
            time_requests(str(client.base_url), titles[:10])
            for clients in (1, given.clients):
                print(f"{clients} clients, median / 99th percentile: {load(client, titles, clients)}", flush=True)
            print(f"in a film of two hours, 1 client: {load(client, titles, 1, IN_FILM)}", flush=True)
            held = re.search(r"^process_resident_memory_bytes (\S+)", client.get("/metrics").text, re.MULTILINE)
            print(f"memory: {float(held[1]) / 2**20:.0f} MiB" if held else "memory: unknown")


if __name__ == "__main__":
    main()
