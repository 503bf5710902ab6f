"""The JSON format of records: one object a file, parsed field by field into a frozen dataclass.

An object without `"format"` has format 1. Unknown fields are ignored, so that a later version may add some; a newer
format is refused, because its fields may mean something else. A defect is a `RecordError` that names file and field.
"""

from __future__ import annotations

import json
import math
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, Self, TypeGuard, TypeVar

FORMAT: Final = "format"  # the field that names a format other than 1
MAX_SHOWN_CHARS: Final = 40  # of a wrong value in a message

Value = TypeVar("Value")


class RecordError(ValueError):
    """A record that cannot be read; the message names its file."""


class DamagedRecord(RecordError):
    """Not a JSON object, or a field is missing or of the wrong type; the message names the field."""


class NewerRecord(RecordError):
    """Written by a later version of vindex; the message names the format found and the newest one known."""


class Record:
    """Base of frozen dataclasses that are stored as JSON.

    `FILE` is the file name in the folder of the video, or below the root of the store for a record of the library.
    """

    __slots__ = ()
    FILE: ClassVar[str]
    FORMAT: ClassVar[int] = 1

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON values, in the order of the file."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def to_json(self) -> bytes:
        """The content of the file."""
        version = {} if self.FORMAT == 1 else {FORMAT: self.FORMAT}
        return json.dumps({**version, **self.to_dict()}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes, source: str = "") -> Self:
        """Parse what `to_json` of this or an earlier version of vindex wrote.

        Args:
            data: The content of the file.
            source: How messages name the file; empty: by `FILE`.

        Raises:
            DamagedRecord: the file or one of its fields is malformed.
            NewerRecord: a later version of vindex wrote it.
        """
        record = Fields.parse(data, source or cls.FILE)
        version = record.integer(FORMAT) if FORMAT in record.values else 1
        if version > cls.FORMAT:
            raise NewerRecord(
                f"{record.source} has format {version}; this version of vindex knows formats up to {cls.FORMAT}"
            )
        return cls._from_fields(record)

    @classmethod
    @abstractmethod
    def _from_fields(cls, record: Fields) -> Self:
        """Build the record; each field is checked as it is read."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a JSON object; each getter raises DamagedRecord where the field is missing or of another type.

    Attributes:
        source: How messages name the file.
        values: The parsed object.
    """

    source: str
    values: Mapping[str, Any]

    @classmethod
    def parse(cls, data: bytes, source: str) -> Self:
        """The fields of a file's content."""
        try:
            values = json.loads(data)
        except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested too deeply
            raise DamagedRecord(f"{source} is no JSON") from None
        if not isinstance(values, dict):
            raise DamagedRecord(f"{source} is no JSON object, but {_abbreviate(values)}")
        return cls(source, values)

    def string(self, name: str) -> str:
        """A string."""
        return self._checked(name, _is_string, "a string")

    def string_or_none(self, name: str) -> str | None:
        """A string or null."""
        return self._checked(name, _is_string_or_none, "a string or null")

    def one_of(self, name: str, allowed: Collection[Value]) -> Value:
        """One of the allowed values."""
        value = self._value(name)
        for candidate in allowed:
            if candidate == value:
                return candidate
        raise self._damage(name, f"one of {', '.join(map(str, allowed))}")

    def integer(self, name: str) -> int:
        """An integer."""
        return self._checked(name, _is_integer, "an integer")

    def boolean(self, name: str) -> bool:
        """A boolean."""
        return self._checked(name, _is_boolean, "true or false")

    def number(self, name: str) -> float:
        """A finite number."""
        return float(self._checked(name, _is_number, "a number"))

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(map(float, self._checked(name, _list_of(_is_number), "a list of numbers")))

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        return tuple(self._checked(name, _list_of(_is_string), "a list of strings"))

    def string_pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of strings."""
        pairs = self._checked(name, _list_of(_is_string_pair), "a list of pairs of strings")
        return tuple((first, second) for first, second in pairs)

    def objects(self, name: str) -> tuple[dict[str, Any], ...]:
        """A list of objects."""
        return tuple(self._checked(name, _list_of(_is_object), "a list of objects"))

    def nested(self, name: str) -> Fields:
        """The fields of a nested object."""
        return Fields(f"{self.source}: {name!r}", self._checked(name, _is_object, "an object"))

    def _checked(self, name: str, is_valid: Callable[[Any], TypeGuard[Value]], expected: str) -> Value:
        value = self._value(name)
        if not is_valid(value):
            raise self._damage(name, expected)
        return value

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise DamagedRecord(f"{self.source} has no field {name!r}")
        return self.values[name]

    def _damage(self, name: str, expected: str) -> DamagedRecord:
        return DamagedRecord(f"{self.source}: {name!r} is {_abbreviate(self.values[name])}, not {expected}")


def _is_string(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def _is_string_or_none(value: Any) -> TypeGuard[str | None]:
    return value is None or isinstance(value, str)


def _is_integer(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_boolean(value: Any) -> TypeGuard[bool]:
    return isinstance(value, bool)


def _is_number(value: Any) -> TypeGuard[float]:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer beyond the range of a float
        return False


def _is_string_pair(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_string, value))


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _list_of(is_valid: Callable[[Any], TypeGuard[Value]]) -> Callable[[Any], TypeGuard[list[Value]]]:
    def is_list(value: Any) -> TypeGuard[list[Value]]:
        return isinstance(value, list) and all(map(is_valid, value))

    return is_list


def _abbreviate(value: Any) -> str:
    """A value for a message, cut where it is long."""
    text = json.dumps(value)
    return text if len(text) <= MAX_SHOWN_CHARS else f"{text[:MAX_SHOWN_CHARS]}..."
