"""Imports of libraries without type annotations."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def untyped(name: str) -> Any:
    """Import a library without type annotations, as Any."""
    return import_module(name)
