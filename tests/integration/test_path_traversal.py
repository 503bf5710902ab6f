"""Path traversal: no parameter of any operation, and no path of the page, reaches other files."""

from __future__ import annotations

import http.client
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest

from tests.support.http.keyed_service import KeyedService, run_film, served

CANARY: Final = "canary-5f0c"  # name of files around the library, and of every file searched for
SECRET: Final = "secret content"
VIDEO: Final = "team--tides-0123456789"
DEEP: Final = "/".join([".."] * 12)
ATTACKS: Final = [
    CANARY,
    f"../{CANARY}",
    f"../../{CANARY}",
    f"{DEEP}/{CANARY}",
    f"{DEEP}{{folder}}/{CANARY}",
    f"{{folder}}/{CANARY}",
    f"file://{{folder}}/{CANARY}",
    f"..\\..\\..\\{CANARY}",
    f"....//....//{CANARY}",
    f"%2e%2e%2f%2e%2e%2f{CANARY}",
    f"..%c0%af..%c0%af{CANARY}",
    f"{VIDEO}/../../../../../{CANARY}",
    f"{VIDEO}\0{CANARY}",
    f"s3://{CANARY}/{CANARY}",
    f"~root/{CANARY}",
    f"C:\\{CANARY}",
]
opened: list[str] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: the files that this process accesses with the canary's name."""
    if event in ("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir"):
        opened.extend(str(one) for one in arguments if CANARY in str(one))


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyedService]:
    """A library with canary files in every folder that a path could climb to."""
    around = tmp_path_factory.mktemp("around")
    folder = around / "home"
    run_film(folder, "team/tides.mp4", "The moon pulls the ocean.")
    for place in (around, folder, folder / "store", folder / "uploads"):
        (place / CANARY).write_text(SECRET)
    with served(folder) as keyed:
        sys.addaudithook(_audit)  # it cannot be removed again, and costs a comparison per file opened
        yield keyed


def attacks(keyed: KeyedService) -> Iterator[str]:
    """Each attack, percent-encoded with and without its slashes."""
    for text in ATTACKS:
        yield from {quote(text.format(folder=keyed.folder), safe=safe) for safe in ("", "/")}


def request(keyed: KeyedService, method: str, target: str) -> tuple[int, bytes]:
    """Status and body of a request whose target is sent unchanged."""
    place = urlsplit(keyed.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        connection.request(method, target, headers={"Authorization": f"Bearer {keyed.key}"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def targets(keyed: KeyedService, text: str) -> Iterator[tuple[str, str]]:
    """Every operation, with the attack in each path and query parameter in turn."""
    for operation, described in keyed.operations().items():
        method, path = operation.split(" ")
        parameters = [item for item in described.get("parameters", []) if item["in"] in ("path", "query")]
        valid = {item["name"]: VIDEO for item in parameters if item["in"] == "path"}
        for item in parameters:
            if item["in"] == "path":
                yield method, path.format_map({**valid, item["name"]: text})
            elif "/" not in text:
                yield method, f"{path.format_map(valid)}?q=moon&{item['name']}={text}"


def test_no_parameter_reaches_a_file(keyed: KeyedService) -> None:
    before, sent = _files(keyed), 0
    opened.clear()
    for text in attacks(keyed):
        for method, target in targets(keyed, text):
            status, body = request(keyed, method, target)
            assert status < 500, f"{method} {target} returns {status}"
            assert SECRET.encode() not in body, f"{method} {target} reveals a file"
            sent += 1
    assert sent > 100
    assert [path for path in opened if not (is_own(keyed, path))] == []
    assert _files(keyed) == before


def is_own(keyed: KeyedService, path: str) -> bool:
    """Whether a path is of the workspace of the canary's name, which is a valid one."""
    collections = keyed.folder / "store" / "collections" / CANARY
    return is_own_calibration(keyed, path) or is_own_pause(keyed, path) or Path(path) == collections


def is_own_calibration(keyed: KeyedService, path: str) -> bool:
    """Whether a path is where the calibration of a workspace of the canary's name would be: that is a valid name."""
    return Path(path).match(f"background/*/{CANARY}.json") and Path(path).is_relative_to(keyed.folder / "store")


def is_own_pause(keyed: KeyedService, path: str) -> bool:
    """Whether a path is, or is the draft of, the record that the workspace of the canary's name is paused."""
    return re.fullmatch(rf"\.?{CANARY}\.json(\.\w+\.tmp)?", Path(path).name) is not None and Path(path).parent == (
        keyed.folder / "store" / "paused"
    )


@pytest.mark.parametrize("root", ["/web/", "/", "/v/", "/static-offline-docs/"])
def test_the_page_serves_only_its_own_files(keyed: KeyedService, root: str) -> None:
    for text in attacks(keyed):
        status, body = request(keyed, "GET", root + text)
        assert status < 500
        assert SECRET.encode() not in body
    for climbing in ("../settings.py", "%2e%2e/settings.py", "..%2fsettings.py", "../../pyproject.toml"):
        status, body = request(keyed, "GET", root + climbing)
        assert b"import" not in body.split(b"<html")[0][:200]
        assert b"[project]" not in body


def _files(keyed: KeyedService) -> set[Path]:
    folders = (keyed.folder.parent, keyed.folder / "uploads", keyed.folder / "store")
    # When keys were last used, which the service writes, and which workspaces an admin has paused.
    own = {keyed.folder / "store" / name for name in ("access", "paused")}
    return {path for folder in folders for path in folder.iterdir()} - own
