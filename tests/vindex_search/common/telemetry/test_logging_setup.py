"""logging_setup: one JSON object a line, or readable lines at a terminal."""

from __future__ import annotations

import io
import json
import logging
import re
import warnings
from collections.abc import Iterator

import pytest
import structlog

from tests.support.library.foreign_text import HOSTILE, steering
from vindex_search.common.telemetry.logging_setup import VERBOSE_LOGGERS, configure_logging

STYLE = re.compile(r"\x1b\[[0-9;]*m")  # of the renderer itself


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The logging of the tests' own process, put back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in VERBOSE_LOGGERS}
    root.handlers = []  # pytest's own are not to be closed
    yield
    logging.captureWarnings(False)
    root.handlers, root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def entries(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_entry_is_one_json_object_on_one_line() -> None:
    stream = io.StringIO()
    configure_logging(stream)
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("vindex.x").info("two\nlines of %s", "ünïcode \ud800", extra={"videos": 3})
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError:
        logging.getLogger("vindex.x").exception("it broke")
    first, second = entries(stream)
    assert first["event"] == "two\nlines of ünïcode \ud800"
    assert first.items() >= {"level": "info", "logger": "vindex.x", "request_id": "r-1", "videos": 3}.items()
    assert str(first["timestamp"]).endswith("Z")
    assert "ZeroDivisionError: by zero" in str(second["exception"])
    assert "request_id" not in second


def test_warnings_are_logged_and_verbose_packages_are_silenced() -> None:
    stream = io.StringIO()
    configure_logging(stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning("old", DeprecationWarning, "somewhere.py", 7)
    logging.getLogger("httpx").info("HTTP Request: GET http://127.0.0.1")
    logging.getLogger("botocore").warning("worth hearing")
    first, second = entries(stream)
    assert (first["level"], first["logger"]) == ("warning", "py.warnings")
    assert second["event"] == "worth hearing"


def test_a_terminal_gets_readable_lines() -> None:
    stream = Terminal()
    configure_logging(stream)
    logging.getLogger("vindex.x").info("it begins")
    assert "it begins" in stream.getvalue()
    with pytest.raises(json.JSONDecodeError):
        entries(stream)


def test_text_of_files_steers_no_terminal_and_forges_no_entry() -> None:
    stream = Terminal()
    configure_logging(stream)
    logging.getLogger("vindex.x").info("%s", HOSTILE, extra={"name_of_file": HOSTILE, f"field {HOSTILE}": 1})
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("vindex.x").exception("it broke")
    plain = STYLE.sub("", stream.getvalue())
    assert steering(plain) == []
    entry, *trace = plain.splitlines()
    assert entry.count("owned") == 3
    assert [line for line in trace if not line.startswith(("  ", "Traceback", entry[:10]))] == []


def test_json_is_one_line_of_ascii_whatever_a_file_says() -> None:
    stream = io.StringIO()
    configure_logging(stream)
    logging.getLogger("vindex.x").info("%s", HOSTILE, extra={"name_of_file": HOSTILE})
    (entry,) = entries(stream)
    assert (entry["event"], entry["name_of_file"]) == (HOSTILE, HOSTILE)
    assert stream.getvalue().isascii()
    assert steering(stream.getvalue()) == []
