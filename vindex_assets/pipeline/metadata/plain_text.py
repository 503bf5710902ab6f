"""What Dagster shows of text from files: never Markdown, HTML or a link.

Dagster's UI (1.13) renders metadata of the kind Markdown, and every description, as Markdown, and asks for the pictures
in it by itself: a caption could have run a mutation. Metadata of the kinds text, JSON and table is shown as it is, but
in the log of a run every `http://` and `https://` becomes a link (its `ui/autolinking.ts`). So nothing of a file is
ever Markdown, and addresses in it are written as `http[:]//`, which nothing takes for one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final

import dagster as dg

from vindex_search.common.text import visible, visible_lines

ADDRESS: Final = re.compile(r"(https?):(?=//)", re.IGNORECASE)
OWN_PICTURE: Final = re.compile(r"!\[(?:contact sheet|plot)\]\(data:image/(?:jpeg|svg\+xml);base64,[A-Za-z0-9+/]+=*\)")
MAX_PLOT_BYTES: Final = 32_768  # of an SVG: Dagster keeps the metadata of every event in its database
PLAIN_KINDS: Final = (bool, int, float, type(None))
PLAIN_LISTS: Final = (list, tuple)  # themselves: Dagster's own values are tuples by inheritance


def inert(text: str) -> str:
    """Text on one line, in which nothing is a link, steers a terminal or hides."""
    return ADDRESS.sub(r"\1[:]", visible(text))


def inert_lines(text: str) -> str:
    """As `inert`, for a text of ours with several lines, such as a traceback."""
    return ADDRESS.sub(r"\1[:]", visible_lines(text))


def inert_metadata(values: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata whose every text is inert; each event of ours gets its metadata from here.

    Raises:
        TypeError: a value is Markdown of neither function below, or of a kind that may hold text unseen.
    """
    return {inert(label): _inert_value(value) for label, value in values.items()}


def picture_metadata(jpeg: bytes) -> dg.MarkdownMetadataValue:
    """A contact sheet within the page: with `plot_metadata` the only Markdown there is."""
    return dg.MetadataValue.md(f"![contact sheet](data:image/jpeg;base64,{base64.b64encode(jpeg).decode()})")


def plot_metadata(svg: str) -> dg.MarkdownMetadataValue:
    """A plot of ours within the page; it holds no text of a file.

    Raises:
        ValueError: it is larger than what an event is to carry.
    """
    data = svg.encode()
    if len(data) > MAX_PLOT_BYTES:
        raise ValueError(f"a plot of {len(data)} bytes is more than the {MAX_PLOT_BYTES} that an event is to carry")
    return dg.MetadataValue.md(f"![plot](data:image/svg+xml;base64,{base64.b64encode(data).decode()})")


def _inert_value(value: Any) -> Any:
    if isinstance(value, dg.TableMetadataValue):
        records = [dg.TableRecord(_inert_json(record.data)) for record in value.records]
        return dg.MetadataValue.table(records, value.schema)
    if isinstance(value, dg.JsonMetadataValue):
        return dg.MetadataValue.json(_inert_json(value.data))
    return value if _is_ours(value) else _inert_json(value)


def _is_ours(value: Any) -> bool:
    """Whether a value holds nothing of a file: the address of the service, which is a setting, or our own picture."""
    if isinstance(value, dg.MarkdownMetadataValue):
        return OWN_PICTURE.fullmatch(value.md_str or "") is not None
    return isinstance(value, dg.UrlMetadataValue)


def _inert_json(value: Any) -> Any:
    """A value of JSON with all its texts inert, those that are names of fields too."""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Mapping):
        return {inert(name): _inert_json(item) for name, item in value.items()}
    if type(value) in PLAIN_LISTS:
        return [_inert_json(item) for item in value]
    if isinstance(value, PLAIN_KINDS):
        return value
    raise TypeError(f"{type(value).__name__} is no metadata of a video: use text, numbers, JSON or a table")
