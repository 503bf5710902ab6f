"""Markdown: tables, and the anchor of a heading as GitHub makes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines]) if lines else ""


def anchor(heading: str) -> str:
    """The anchor of a heading, as in `#cold-start-of-the-service`."""
    return "#" + NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")
