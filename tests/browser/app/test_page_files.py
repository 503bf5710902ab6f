"""The page's files as text: small, self-contained, and with no way for data to become code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.browser.recorded_service import WEB

FILES = sorted(file for file in WEB.rglob("*") if file.is_file())
SCRIPTS = [file for file in FILES if file.suffix == ".js"]
MARKUP_FROM_TEXT = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")
NAMESPACE = "http://www.w3.org/2000/svg"


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(WEB).as_posix())
def test_no_script_makes_markup_from_text(file: Path) -> None:
    assert MARKUP_FROM_TEXT.search(file.read_text()) is None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(WEB).as_posix())
def test_no_file_names_another_host(file: Path) -> None:
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", file.read_text().replace(NAMESPACE, "")) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(WEB).as_posix())
def test_every_module_is_preloaded_or_the_entry(file: Path) -> None:
    pages = [page.read_text() for page in WEB.glob("*.html")]
    assert any(f'"/web/{file.relative_to(WEB).as_posix()}"' in page for page in pages)


@pytest.mark.parametrize("page", ["index.html", "embed.html"])
def test_the_page_has_no_inline_script_or_style(page: str) -> None:
    html = (WEB / page).read_text()
    assert re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", html) is None
