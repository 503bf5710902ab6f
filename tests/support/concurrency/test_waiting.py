from __future__ import annotations

import pytest

from tests.support.concurrency.waiting import rounds, until


def test_it_returns_when_it_has_come_about() -> None:
    answers = iter([False, False, True])
    until(lambda: next(answers))
    assert list(answers) == []


def test_what_never_comes_ends_the_test() -> None:
    with pytest.raises(AssertionError, match=r"did not come about within 0\.05 s"):
        until(lambda: False, deadline_s=0.05)


def test_rounds_go_on_until_the_loop_ends_itself() -> None:
    numbers: list[int] = []
    for _ in rounds():
        numbers.append(len(numbers))
        if len(numbers) == 3:
            break
    assert numbers == [0, 1, 2]


def test_rounds_that_never_end_fail_the_test() -> None:
    with pytest.raises(AssertionError, match=r"did not come about within 0\.05 s"):
        for _ in rounds(deadline_s=0.05):
            pass
