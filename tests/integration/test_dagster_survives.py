"""`vindex dagster` goes on when its daemon or a code server is killed, and ends as a whole at SIGTERM."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest

from tests.support.concurrency.waiting import until
from tests.support.dagster.ui_process import UiProcess, ui_process

pytestmark = pytest.mark.slow
DAEMON, CODE_SERVER = "vindex_assets.webserver.daemon", "code-server"
RUN_WORKERS = "vindex_assets.run_workers.pool"
LOADED = "{ workspaceOrError { ... on Workspace { locationEntries { locationOrLoadError { __typename } } } } }"


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UiProcess]:
    with ui_process(tmp_path_factory.mktemp("dagster") / "home") as ui:
        yield ui


def processes(ui: UiProcess, part: str) -> list[psutil.Process]:
    """Those of its tree that run with an argument."""
    found = []
    for process in ui.tree[1:]:
        try:
            if part in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def is_loaded(ui: UiProcess) -> bool:
    """Whether the UI has the definitions from its code server."""
    (entry,) = ui.query(LOADED)["workspaceOrError"]["locationEntries"]
    return bool(entry["locationOrLoadError"]["__typename"] == "RepositoryLocation")


@pytest.mark.parametrize("part", [DAEMON, CODE_SERVER, RUN_WORKERS])
def test_what_is_killed_is_started_again_while_the_ui_answers(ui: UiProcess, part: str) -> None:
    until(lambda: processes(ui, part))
    (killed, *_) = processes(ui, part)
    killed.kill()
    until(lambda: [process for process in processes(ui, part) if process.pid != killed.pid])
    assert ui.is_ready()
    until(lambda: is_loaded(ui), look_s=0.5)
    assert len(processes(ui, DAEMON)) == 1
