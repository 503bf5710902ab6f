"""The images: what they are built from is locked, and the service runs without what its image does not hold."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pytest

from tests.support.session.checkout import CHECKOUT

IMAGES: Final = CHECKOUT / "deploy" / "images"
PACKAGE: Final = re.compile(r"^([a-z0-9][\w.\[\]-]*)==(\S+) \\\n((?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE)
ABSENT: Final = ("dagster", "dagster-celery", "celery", "decord", "whisperx", "rapidocr", "pocketsphinx")
# Import names of all that the pipeline alone needs.
BLOCKED: Final = ("dagster", "dagster_celery", "celery", "decord", "whisperx", "rapidocr", "scenedetect")
SERVICE: Final = f"""
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {BLOCKED!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import vindex_assets.cli, vindex_search.api.server, vindex_search.query.service, vindex_search.models.text
"""


def packages(path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and hashes of every package of a lock file."""
    found = PACKAGE.findall(path.read_text(encoding="utf-8"))
    return {name: (version, frozenset(re.findall(r"sha256:\w+", hashes))) for name, version, hashes in found}


def test_the_service_is_locked_to_the_same_files_as_everything() -> None:
    service, everything = packages(IMAGES / "service.lock"), packages(CHECKOUT / "requirements.lock")
    assert len(service) > 50
    assert {name: found for name, found in service.items() if everything.get(name) != found} == {}
    assert service.keys() & set(ABSENT) == set()


def test_the_service_needs_nothing_that_its_image_does_not_hold() -> None:
    subprocess.run([sys.executable, "-c", SERVICE], check=True, timeout=120)


@pytest.mark.parametrize("name", ["pipeline", "service"])
def test_every_file_that_an_image_copies_is_there_and_not_ignored(name: str) -> None:
    text = (IMAGES / f"{name}.Dockerfile").read_text(encoding="utf-8")
    sources = [
        source for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for source in line.split()[:-1]
    ]
    allowed = [line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sources
    for source in sources:
        assert (CHECKOUT / source).exists(), source
        assert any(fnmatchcase(source, rule) or source.startswith(f"{rule}/") for rule in allowed), source


@pytest.mark.parametrize("name", ["pipeline", "service"])
def test_an_image_installs_by_hash_alone_and_does_not_run_as_root(name: str) -> None:
    text = (IMAGES / f"{name}.Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = re.findall(r"(?:pip install|pip sync)[^&\n]*", text)
    assert [line for line in installs if "--require-hashes" not in line and "--editable ." not in line] == []
    assert re.search(r"^USER vindex$", text, re.MULTILINE)
