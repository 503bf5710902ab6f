from __future__ import annotations

import pytest

from tests.support.waiting import until


def test_it_returns_when_it_has_come_about() -> None:
    answers = iter([False, False, True])
    until(lambda: next(answers))
    assert list(answers) == []


def test_what_never_comes_ends_the_test() -> None:
    with pytest.raises(AssertionError, match=r"did not come about within 0\.05 s"):
        until(lambda: False, deadline_s=0.05)
