"""The values of a module: its dataclasses, which nobody changes after they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import is_dataclass
from types import ModuleType


def dataclasses_of(*modules: ModuleType) -> list[type]:
    """The dataclasses that these modules define."""
    return [
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and is_dataclass(member) and member.__module__ == module.__name__
    ]


def changeable(classes: Iterable[type]) -> list[str]:
    """The names of those whose fields can be assigned to, or that take further attributes."""
    return [
        one.__name__
        for one in classes
        if not one.__dataclass_params__.frozen or "__slots__" not in vars(one)  # type: ignore[attr-defined]  # of a dataclass
    ]
