"""No path that a client sends reaches the file system: by no parameter of any operation, and not through the page."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest

from tests.support.http.keyed_service import KeyedService, run_film, served

CANARY: Final = "canary-5f0c"  # the name of a file that lies beside the library, and of what is looked for
SECRET: Final = "what nobody may read"
VIDEO: Final = "team--tides-0123456789"
DEEP: Final = "/".join([".."] * 12)
THROWN: Final = [
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


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """What this process opens or lists, where a client's string is part of it."""
    if event in ("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir"):
        opened.extend(str(one) for one in arguments if CANARY in str(one))


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyedService]:
    """A library with canaries wherever one may climb to from it."""
    around = tmp_path_factory.mktemp("around")
    folder = around / "home"
    run_film(folder, "team/tides.mp4", "The moon pulls the ocean.")
    for place in (around, folder, folder / "store", folder / "uploads"):
        (place / CANARY).write_text(SECRET)
    with served(folder) as keyed:
        sys.addaudithook(_note)  # it cannot be taken away again, and costs a comparison per file opened
        yield keyed


def thrown(keyed: KeyedService) -> Iterator[str]:
    """Each string, whole and with its slashes as they are."""
    for text in THROWN:
        yield from {quote(text.format(folder=keyed.folder), safe=safe) for safe in ("", "/")}


def answer(keyed: KeyedService, method: str, target: str) -> tuple[int, bytes]:
    """Status and body of a request whose address is sent exactly as it is given."""
    place = urlsplit(keyed.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        connection.request(method, target, headers={"Authorization": f"Bearer {keyed.key}"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def targets(keyed: KeyedService, text: str) -> Iterator[tuple[str, str]]:
    """Every operation, with a string in the place of each path and query parameter by turns."""
    for operation, described in keyed.operations().items():
        method, path = operation.split(" ")
        places = [one for one in described.get("parameters", []) if one["in"] in ("path", "query")]
        usual = {one["name"]: VIDEO for one in places if one["in"] == "path"}
        for one in places:
            if one["in"] == "path":
                yield method, path.format_map({**usual, one["name"]: text})
            elif "/" not in text:
                yield method, f"{path.format_map(usual)}?q=moon&{one['name']}={text}"


def test_no_parameter_leads_to_a_file(keyed: KeyedService) -> None:
    before, asked = _files(keyed), 0
    opened.clear()
    for text in thrown(keyed):
        for method, target in targets(keyed, text):
            status, body = answer(keyed, method, target)
            assert status < 500, f"{method} {target} answers {status}"
            assert SECRET.encode() not in body, f"{method} {target} gives a file away"
            asked += 1
    assert asked > 100
    assert opened == []
    assert _files(keyed) == before


@pytest.mark.parametrize("root", ["/web/", "/", "/v/", "/static-offline-docs/"])
def test_the_page_gives_its_own_files_alone(keyed: KeyedService, root: str) -> None:
    for text in thrown(keyed):
        status, body = answer(keyed, "GET", root + text)
        assert status < 500
        assert SECRET.encode() not in body
    for climbing in ("../keys.py", "%2e%2e/keys.py", "..%2fkeys.py", "../../pyproject.toml"):
        status, body = answer(keyed, "GET", root + climbing)
        assert b"import" not in body.split(b"<html")[0][:200]
        assert b"[project]" not in body


def _files(keyed: KeyedService) -> set[Path]:
    kept = (keyed.folder.parent, keyed.folder / "uploads", keyed.folder / "store")
    return {path for folder in kept for path in folder.iterdir()}
