"""Names of films that a step holds for minutes, and the marks that it has held them."""

from __future__ import annotations

from upath import UPath


def slow_name(asset: str) -> str:
    """Name of a film that is held at a step, as it stands in the id of its video."""
    return f"slow-at-{asset.replace('_', '-')}"


def held_mark(store: UPath, video_id: str) -> UPath:
    """The file in the store, which all hosts see, that says that a film was held: it is not the second time."""
    return store / "held" / video_id
