"""The format of a record: one JSON object in a file of its own, read field by field and checked.

An object without `"format"` is of format 1. Fields that nobody knows are passed over, so a file with more of them is
still read; one of a newer format is not, for its fields may mean something else. Nothing here ends in a KeyError.
"""

from __future__ import annotations

import json
import math
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, Self, TypeGuard, TypeVar

FORMAT: Final = "format"  # the field that names a later format than the first
SHOWN: Final = 40  # characters of a wrong value in a message

Value = TypeVar("Value")


class RecordError(ValueError):
    """A record that cannot be read; the message names its file."""


class DamagedRecord(RecordError):
    """It is no JSON object, or a field is missing or of the wrong type; the message names the field."""


class NewerRecord(RecordError):
    """A later version of vindex wrote it; the message names the format found and the one known."""


class Record:
    """A frozen dataclass that is kept as JSON; `FILE` is its name in the folder of its video or library."""

    __slots__ = ()
    FILE: ClassVar[str]
    FORMAT: ClassVar[int] = 1

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON has them, in the order of the file."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def to_json(self) -> bytes:
        """The content of the file."""
        version = {} if self.FORMAT == 1 else {FORMAT: self.FORMAT}
        return json.dumps({**version, **self.to_dict()}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes, where: str = "") -> Self:
        """The record that `to_json` wrote, in this version of vindex or an earlier one.

        Args:
            data: The content of the file.
            where: What messages call the file; empty: by its name.

        Raises:
            DamagedRecord: something of it cannot be read.
            NewerRecord: a later version of vindex wrote it.
        """
        found = Fields.of(data, where or cls.FILE)
        version = found.integer(FORMAT) if FORMAT in found.values else 1
        if version > cls.FORMAT:
            raise NewerRecord(
                f"{found.where} has format {version}; this version of vindex knows formats up to {cls.FORMAT}"
            )
        return cls._from_fields(found)

    @classmethod
    @abstractmethod
    def _from_fields(cls, found: Fields) -> Self:
        """The record of checked fields."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a JSON object; asking for one that is missing or of another type is a DamagedRecord."""

    where: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, data: bytes, where: str) -> Self:
        """The fields of a file; `where` is what messages call it."""
        try:
            values = json.loads(data)
        except (ValueError, RecursionError):  # no UTF-8, no JSON, or nested without end
            raise DamagedRecord(f"{where} is no JSON") from None
        if not isinstance(values, dict):
            raise DamagedRecord(f"{where} is no JSON object, but {_shown(values)}")
        return cls(where, values)

    def string(self, name: str) -> str:
        """A string."""
        return self._checked(name, _is_text, "a string")

    def string_or_none(self, name: str) -> str | None:
        """A string or null."""
        return self._checked(name, _is_text_or_none, "a string or null")

    def one_of(self, name: str, allowed: Collection[Value]) -> Value:
        """One of these values."""
        found = self._value(name)
        for value in allowed:
            if value == found:
                return value
        raise self._damage(name, f"one of {', '.join(map(str, allowed))}")

    def integer(self, name: str) -> int:
        """An integer."""
        return self._checked(name, _is_whole, "a whole number")

    def boolean(self, name: str) -> bool:
        """A boolean."""
        return self._checked(name, _is_flag, "true or false")

    def number(self, name: str) -> float:
        """A finite number."""
        return float(self._checked(name, _is_number, "a number"))

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(map(float, self._checked(name, _list_of(_is_number), "a list of numbers")))

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        return tuple(self._checked(name, _list_of(_is_text), "a list of strings"))

    def string_pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of strings."""
        found = self._checked(name, _list_of(_is_pair), "a list of pairs of strings")
        return tuple((first, second) for first, second in found)

    def objects(self, name: str) -> tuple[dict[str, Any], ...]:
        """A list of objects."""
        return tuple(self._checked(name, _list_of(_is_object), "a list of objects"))

    def nested(self, name: str) -> Fields:
        """The fields of an object in this one."""
        return Fields(f"{self.where}: {name!r}", self._checked(name, _is_object, "an object"))

    def _checked(self, name: str, is_right: Callable[[Any], TypeGuard[Value]], expected: str) -> Value:
        value = self._value(name)
        if not is_right(value):
            raise self._damage(name, expected)
        return value

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise DamagedRecord(f"{self.where} has no field {name!r}")
        return self.values[name]

    def _damage(self, name: str, expected: str) -> DamagedRecord:
        return DamagedRecord(f"{self.where}: {name!r} is {_shown(self.values[name])}, not {expected}")


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def _is_text_or_none(value: Any) -> TypeGuard[str | None]:
    return value is None or isinstance(value, str)


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_flag(value: Any) -> TypeGuard[bool]:
    return isinstance(value, bool)


def _is_number(value: Any) -> TypeGuard[float]:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer beyond what a float holds
        return False


def _is_pair(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_text, value))


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _list_of(is_right: Callable[[Any], TypeGuard[Value]]) -> Callable[[Any], TypeGuard[list[Value]]]:
    def is_list(value: Any) -> TypeGuard[list[Value]]:
        return isinstance(value, list) and all(map(is_right, value))

    return is_list


def _shown(value: Any) -> str:
    """A value in a message, cut where it is long."""
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
