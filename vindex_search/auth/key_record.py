"""The record of a library's API keys, `keys.json` in its store: read, and changed such that no change is lost.

A library whose record does not exist never had a key, and is open to its own machine. An empty list is something else:
all keys were revoked, and nobody is let in. Deleting the file by hand, while no service runs, opens the library again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from vindex_search.auth.api_keys import ApiKey
from vindex_search.storage.exchange import exchange
from vindex_search.storage.store import Store

Result = TypeVar("Result")
Keys = tuple[ApiKey, ...]

KEYS_FILE: Final = "keys.json"


def read_record(store: Store) -> Keys | None:
    """The keys, oldest first; None where the library never had one.

    Raises:
        ValueError: the record is damaged; the message names its path.
    """
    content = store.read_library_file(KEYS_FILE)
    return None if content is None else _parse(content, store)


def change_record(store: Store, change: Callable[[Keys], tuple[Sequence[ApiKey], Result]]) -> Result:
    """Replace the keys by what `change` makes of them; returns `change`'s result.

    Args:
        store: The library's.
        change: May be called several times, where others change the record at the same time.

    Raises:
        ValueError: the record is damaged; nothing is written.
    """

    def change_content(content: bytes | None) -> tuple[bytes, Result]:
        keys, result = change(() if content is None else _parse(content, store))
        return _content(keys), result

    return exchange(store.root / KEYS_FILE, change_content)


def _parse(content: bytes, store: Store) -> Keys:
    try:
        return tuple(ApiKey.model_validate(key) for key in json.loads(content)["keys"])
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"{store.root / KEYS_FILE} is no list of keys: {problem}") from None


def _content(keys: Sequence[ApiKey]) -> bytes:
    record = {"keys": [key.model_dump(mode="json", exclude_none=True) for key in keys]}
    return json.dumps(record, ensure_ascii=False, indent=1).encode()
