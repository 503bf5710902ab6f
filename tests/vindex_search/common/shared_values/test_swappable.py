"""swappable: a value in use outlives its replacement."""

from __future__ import annotations

import threading

from tests.support.concurrency.waiting import until
from vindex_search.common.shared_values.swappable import Swappable


def test_the_old_value_lasts_until_its_last_user_is_done() -> None:
    current = Swappable("old")
    replaced = threading.Event()

    def replace() -> None:
        assert current.replace("new") == "old"
        replaced.set()

    changer = threading.Thread(target=replace)
    with current.use() as held:
        changer.start()
        until(lambda: current.value == "new")
        with current.use() as later:
            assert (held, later) == ("old", "new")
        assert not replaced.is_set()
    changer.join()
    assert replaced.is_set()


def test_a_failing_user_releases_the_value() -> None:
    current = Swappable(1)
    try:
        with current.use():
            raise KeyError("in the middle")
    except KeyError:
        pass
    assert current.replace(2) == 1
