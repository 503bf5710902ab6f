"""`vindex demo`: indexes videos, asks three questions, then keeps the search page and Dagster's UI running."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx

from vindex_assets.cli.demo.questions import SAMPLE_QUESTIONS, library_questions
from vindex_assets.cli.ingest import Selection, copy_uploads, create_uploads_folder, select_files, selection_lines
from vindex_assets.cli.ingest.progress_bars import run_due_with_bars
from vindex_assets.cli.processes.child_processes import ChildProcesses
from vindex_assets.cli.search import format_evidence, http_get
from vindex_assets.cli.terminal import StyledPrinter
from vindex_assets.ocr import rapidocr_engine
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.api.schemas.query.search_response import SearchAnswer
from vindex_search.auth.key_store import require_keys
from vindex_search.common.clock_time import player_time
from vindex_search.index.lock import owner_url
from vindex_search.models.weights import WeightsLocator
from vindex_search.settings import CHECKOUT

SAMPLES: Final = CHECKOUT / "samples"
SERVICE: Final = "search service"
DAGSTER: Final = "Dagster"
DAGSTER_PORT: Final = 3000
READY_TIMEOUT_S: Final = 180.0  # models load from a cold disk
INDEX_TIMEOUT_S: Final = 30.0
POLL_INTERVAL_S: Final = 0.2


def run_demo(videos: Path | None, *, once: bool) -> int:
    """Run the demo; returns the exit status: 0 where every question has an answer.

    Args:
        videos: A folder to index instead of the samples.
        once: Return after the questions.

    Raises:
        ValueError: nothing in the folder can be indexed; or the service would listen on other addresses than this
            machine's, and the library has no API keys.
        LookupError: before any work, where a model of the set or of the screen language is not on this machine.
        RuntimeError: the service or Dagster ended or did not become ready.
    """
    console = StyledPrinter()
    library = LibraryResource()
    require_keys(library.store, library.settings.host)
    weights = WeightsLocator(library.settings.models_dir)
    weights.require(library.models)
    rapidocr_engine.locate_recogniser(library.settings.screen_language, weights)
    _print_model_set(console, library)
    selection = _select(console, library, videos)
    with ChildProcesses() as processes:
        url = _start_service(processes, library)
        index_s = _index_videos(console, library, selection)
        _wait_for_url(processes, f"{url}/readyz", READY_TIMEOUT_S)
        _wait_for_index(url)
        questions = library_questions(library.store) if videos else SAMPLE_QUESTIONS
        answered, search_s = _ask_questions(console, url, questions)
        console.show()
        console.show(f"indexed in {index_s:.1f} s, questions answered in {search_s:.1f} s")
        if not once:
            _keep_running(console, processes, library, url)
    return 0 if answered else 1


def _print_model_set(console: StyledPrinter, library: LibraryResource) -> None:
    console.show(("vindex", "bold"), " with the model set ", (library.models.name, "bold"))
    for notice in library.models.notices:
        console.show((notice, "dim"))


def _start_service(processes: ChildProcesses, library: LibraryResource) -> str:
    """Start the search service, unless one runs over this library; returns its URL."""
    running = owner_url(library.settings.index_dir)
    if running and _is_up(f"{running}/healthz"):
        return running
    port = free_port(library.settings.host, library.settings.port)
    processes.start(SERVICE, "vindex_assets.cli", ["serve", "--port", str(port)])
    return f"http://{library.settings.host}:{port}"


def _select(console: StyledPrinter, library: LibraryResource, videos: Path | None) -> Selection:
    """The files of the folder, or the samples; what is left alone of a folder is printed."""
    create_uploads_folder(library)
    if videos is None:
        return select_files(library.bucket, [SAMPLES], workspace="samples")
    selection = select_files(library.bucket, [videos], workspace="library")
    console.show_lines(selection_lines(selection))
    if not selection.copies:
        raise ValueError(f"nothing in {str(videos)!r} can be indexed")
    return selection


def _index_videos(console: StyledPrinter, library: LibraryResource, selection: Selection) -> float:
    """Upload files and index what is due; returns the seconds that it took."""
    began = time.monotonic()
    copy_uploads(library, selection.copies)
    run_due_with_bars(library, console)
    return time.monotonic() - began


def _ask_questions(console: StyledPrinter, url: str, questions: Sequence[str]) -> tuple[bool, float]:
    """Print the best moment of each question; returns whether all have one, and the seconds that the searches took."""
    began = time.monotonic()
    answers = [_search(url, question) for question in questions]
    search_s = time.monotonic() - began
    for question, answer in zip(questions, answers, strict=True):
        console.show()
        console.show((question, "bold"))
        for moment in answer.moments[:1]:
            times = f"{player_time(moment.start_s)}-{player_time(moment.end_s)}"
            console.show("  ", (f"{moment.title}, {times}", "green"), f", {format_evidence(moment.evidence[0])}")
        if not answer.moments:
            console.show("  ", ("nothing found", "yellow"))
    return bool(answers) and all(answer.moments for answer in answers), search_s


def _search(url: str, question: str) -> SearchAnswer:
    return SearchAnswer.model_validate_json(http_get(url, "/v1/search", {"q": question}))


def _wait_for_index(url: str) -> None:
    """Wait, at most INDEX_TIMEOUT_S, until the service has loaded all published points."""
    deadline = time.monotonic() + INDEX_TIMEOUT_S
    while time.monotonic() < deadline:
        if not json.loads(http_get(url, "/v1/status"))["behind"]:
            return
        time.sleep(POLL_INTERVAL_S)


def _keep_running(console: StyledPrinter, processes: ChildProcesses, library: LibraryResource, url: str) -> None:
    """Start Dagster's UI with the upload sensor, print the addresses, and block until Ctrl-C."""
    port = free_port("127.0.0.1", DAGSTER_PORT)
    processes.start(DAGSTER, "vindex_assets.cli", ["dagster", "--port", str(port)], cwd=CHECKOUT)
    dagster_url = f"http://127.0.0.1:{port}"
    console.show()
    console.show("starting Dagster's UI ...")
    _wait_for_url(processes, f"{dagster_url}/door/sign-in", READY_TIMEOUT_S)
    for name in (SERVICE, DAGSTER):
        processes.keep(name)  # they have started well: whatever ends one of them now does not end the other
    console.show("search page  ", (url, "bold"))
    console.show("Dagster's UI ", (dagster_url, "bold"))
    console.show(f"copy videos to {library.settings.uploads_root}/<workspace>/ to have them indexed; Ctrl-C stops all")
    processes.wait()


def _wait_for_url(processes: ChildProcesses, url: str, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        processes.check_alive()
        if _is_up(url):
            return
        time.sleep(POLL_INTERVAL_S)
    raise RuntimeError(f"{url} was not ready within {timeout_s:.0f} s")


def _is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, follow_redirects=True).is_success
    except httpx.TransportError:
        return False


def free_port(host: str, preferred: int) -> int:
    """The preferred port where it is free, else one that the system chooses.

    Raises:
        RuntimeError: no port can be bound on the host.
    """
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError(f"no port can be bound on {host!r}")
