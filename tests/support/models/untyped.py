"""Libraries without types of their own."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def untyped(name: str) -> Any:
    """A library without types of its own."""
    return import_module(name)
