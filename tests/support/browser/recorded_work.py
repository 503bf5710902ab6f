"""Progress and history as the service answers them."""

from __future__ import annotations

from typing import Any

from tests.support.browser.recorded_service import RUN


def progress(share: float, **more: Any) -> dict[str, Any]:
    """The progress of a video whose screen text is being read."""
    at_work = {"share": share, "asset": "screen_text", "asset_share": 0.5, "silent_s": 1.0, "is_silent": False}
    return {**at_work, "began_at": None, "last_sign_at": None, "run_id": None, "run_url": None, **more}


def run(outcome: str, *steps: dict[str, Any]) -> dict[str, Any]:
    """A run that a repair asked for."""
    about = {"run_id": RUN.rsplit("/", 1)[1], "run_url": RUN, "asked_by": "repair", "revision": "1", "hosts": None}
    return {**about, "began_at": "2026-03-01T12:00:00+00:00", "seconds": 61.5, "outcome": outcome, "steps": [*steps]}


def step(asset: str, outcome: str = "made", **more: Any) -> dict[str, Any]:
    """A try of a step."""
    about = {"asset": asset, "outcome": outcome, "seconds": 2.5, "try_number": 0, "reason": None, "host": None}
    return {**about, "began_at": "2026-03-01T12:00:00+00:00", **more}
