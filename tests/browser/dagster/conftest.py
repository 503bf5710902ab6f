"""One `vindex dagster` for the tests of this folder, which take a library without keys, and pages of other origins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.responses import HTMLResponse

from tests.support.dagster.ui_process import UiProcess, ui_process
from tests.support.http.server import serving


@pytest.fixture(scope="package")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UiProcess]:
    """The running UI."""
    with ui_process(tmp_path_factory.mktemp("dagster") / "home") as ui:
        yield ui


@pytest.fixture(scope="package")
def elsewhere() -> Iterator[str]:
    """The address of an empty page of another port: of the same site by this address, of another by `localhost`."""
    with serving(HTMLResponse("<title>elsewhere</title>")) as address:
        yield address
