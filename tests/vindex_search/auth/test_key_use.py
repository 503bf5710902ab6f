"""key_use: the last use of each key, written by a thread once a minute at most."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.support.storage.stores import in_both_places
from vindex_search.auth.key_use import FOLDER, WRITE_INTERVAL_S, KeyUse, forget_use, last_uses
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_a_use_is_written_once_a_minute(store: Store) -> None:
    now = [0.0]
    use = KeyUse(store, lambda: now[0])
    use.flush()
    assert last_uses(store, ["a", "b"]) == {}
    use.note("a")
    use.flush()
    first = last_uses(store, ["a", "b"])
    assert list(first) == ["a"]
    (store.root / FOLDER / "a").write_bytes(b"2020-01-01T00:00:00+00:00")
    for later, written in ((WRITE_INTERVAL_S - 1, "2020-01-01"), (1, first["a"][:10])):
        now[0] += later
        use.note("a")
        use.flush()
        assert last_uses(store, ["a"])["a"][:10] == written
    forget_use(store, "a")
    forget_use(store, "a")
    assert last_uses(store, ["a"]) == {}


def test_a_use_that_cannot_be_written_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "access").write_text("in its place")
    use = KeyUse(Store(tmp_path, "vindex-test"))
    use.note("a")
    with caplog.at_level(logging.WARNING, logger="vindex.keys"):
        use.flush()
    assert "the last use of a could not be written" in caplog.text
