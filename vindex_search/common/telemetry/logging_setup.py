"""Logging of the service: one JSON object a line on stderr, or readable lines where stderr is a terminal.

Everything goes through the standard library's logging, including uvicorn and other packages. Entries written while a
request is handled carry its id.
"""

from __future__ import annotations

import logging
import sys
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from vindex_search.common.text import visible, visible_lines

# They log at INFO, once a request or more often, what our own entries say already.
VERBOSE_LOGGERS: Final = ("httpx", "httpcore", "mcp", "uvicorn.error", "botocore", "aiobotocore")

_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure_logging(stream: TextIO | None = None) -> None:
    """Send all log entries of this process from INFO on, and Python's warnings, to a stream (default: stderr)."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(for_people=stream.isatty()))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in VERBOSE_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def _formatter(*, for_people: bool) -> logging.Formatter:
    last: tuple[Processor, ...] = (
        (_make_visible, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
        if for_people
        else (structlog.processors.JSONRenderer(default=str),)
    )
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    processors: list[Processor] = [remove_meta, structlog.processors.format_exc_info, *last]
    return structlog.stdlib.ProcessorFormatter(processors=processors, foreign_pre_chain=_SHARED)


def _make_visible(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """An entry in which no text steers the terminal or forges a line; JSON has escapes of its own for that."""
    shown: EventDict = {visible(name): visible(item) if isinstance(item, str) else item for name, item in entry.items()}
    if isinstance(trace := entry.get("exception"), str):
        shown["exception"] = visible_lines(trace)
    return shown
