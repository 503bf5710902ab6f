"""Foreign JSON and YAML as plain values: bounded in size and depth, without aliases and without types of their own."""

from __future__ import annotations

import json
from typing import Any, Final

from vindex_assets.media.descriptions.limits import (
    MAX_DEPTH,
    MAX_YAML_BYTES,
    UnreadableDescription,
    require_size,
)

UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def text_of(data: bytes) -> str:
    """The bytes as text: UTF-8, UTF-16 by its mark, else Latin-1, of which letters may be wrong and marks are not."""
    encoding = "utf-16" if data[:2] in UTF_16_MARKS else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_json(data: bytes) -> Any:
    """The value of a JSON file.

    Raises:
        UnreadableDescription: it is none, or nested too deeply.
    """
    try:
        return json.loads(text_of(data))
    except ValueError as error:
        raise UnreadableDescription(f"it is no JSON ({_place(error)})") from None
    except RecursionError:
        raise UnreadableDescription("it is nested too deeply") from None


def read_yaml(data: bytes) -> Any:
    """The value of a YAML file with one document; dates stay texts, as they are written.

    Raises:
        UnreadableDescription: it is none, too large or too deep, or has aliases, by which small files are huge.
    """
    import yaml

    require_size(data, MAX_YAML_BYTES)
    text = text_of(data)
    try:
        _require_plain(yaml.parse(text, Loader=yaml.BaseLoader))
        return yaml.load(text, Loader=yaml.BaseLoader)  # of all loaders the one that makes texts alone
    except (yaml.YAMLError, ValueError, RecursionError):
        raise UnreadableDescription("it is no YAML") from None


def _require_plain(events: Any) -> None:
    import yaml

    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableDescription("it has aliases, which are not followed")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise UnreadableDescription(f"it is nested more than {MAX_DEPTH} deep")


def _place(error: ValueError) -> str:
    return f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its letters are not to be read"
