"""seccomp: the filter of both kinds of machines answers each call as it is meant to; libraries get on with it."""

from __future__ import annotations

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.media.attacks.bpf import answer
from vindex_search.sandbox.jail.refused_calls import BY_ARGUMENT, GROUPS, refused_numbers
from vindex_search.sandbox.jail.seccomp import (
    ALLOW,
    AUDIT_ARCHES,
    CLONE_THREAD,
    FAIL,
    KILL_PROCESS,
    TIOCSTI,
    X32_CALLS,
    filter_program,
)
from vindex_search.sandbox.jail.syscalls import ABSENT, MACHINES, PR_SET_PDEATHSIG

PID = 4711
EPERM = FAIL | errno.EPERM
COLUMNS = range(len(MACHINES))
PROGRAMS = [filter_program(column, PID) for column in COLUMNS]


def called(column: int, name: str, *arguments: int) -> int:
    """The answer to a call that is refused by its arguments."""
    number = BY_ARGUMENT[name][column]
    return answer(PROGRAMS[column], arch=AUDIT_ARCHES[column], number=number, arguments=arguments)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_call_of_the_list_is_refused(column: int) -> None:
    numbers = list(refused_numbers(column))
    assert len(numbers) > 80
    answers = {answer(PROGRAMS[column], arch=AUDIT_ARCHES[column], number=number) for number in numbers}
    assert answers == {EPERM}


@pytest.mark.parametrize("column", COLUMNS)
@given(number=st.integers(0, 500))
def test_every_other_call_is_allowed(column: int, number: int) -> None:
    listed = {*refused_numbers(column), *(numbers[column] for numbers in BY_ARGUMENT.values())}
    expected = EPERM if number in set(refused_numbers(column)) else ALLOW
    if number not in listed or expected == EPERM:
        assert answer(PROGRAMS[column], arch=AUDIT_ARCHES[column], number=number) == expected


@pytest.mark.parametrize("column", COLUMNS)
@given(flags=st.integers(0, 2**32 - 1))
def test_threads_are_started_and_processes_are_not(column: int, flags: int) -> None:
    assert called(column, "clone", flags) == (ALLOW if flags & CLONE_THREAD else EPERM)
    assert called(column, "clone3", flags) == FAIL | errno.ENOSYS


@pytest.mark.parametrize("column", COLUMNS)
@given(pid=st.integers(-(2**31), 2**31 - 1))
def test_only_the_process_itself_is_signalled(column: int, pid: int) -> None:
    for name in ("kill", "tgkill"):
        assert called(column, name, pid, 9) == (ALLOW if pid == PID else EPERM)


@pytest.mark.parametrize("column", COLUMNS)
@given(address=st.integers(0, 2**64 - 1))
def test_limits_are_read_and_not_set(column: int, address: int) -> None:
    assert called(column, "prlimit64", 0, 7, address, 1) == (EPERM if address else ALLOW)
    assert called(column, "prlimit64", 0, 7, 1 << 32, 1) == EPERM


@pytest.mark.parametrize("column", COLUMNS)
def test_the_terminal_and_the_death_with_the_parent_are_out_of_reach(column: int) -> None:
    assert called(column, "ioctl", 0, TIOCSTI) == EPERM
    assert called(column, "ioctl", 0, TIOCSTI | 1 << 32) == EPERM, "the kernel reads 32 bits of it"
    assert called(column, "ioctl", 0, 0x5401) == ALLOW, "whether it is a terminal"
    assert called(column, "prctl", PR_SET_PDEATHSIG, 0) == EPERM
    assert called(column, "prctl", 15, 0) == ALLOW, "the name of a thread"


def test_calls_by_the_numbers_of_another_machine_end_the_process() -> None:
    for column, other in ((0, AUDIT_ARCHES[1]), (1, AUDIT_ARCHES[0]), (0, 0x40000003)):
        assert answer(PROGRAMS[column], arch=other, number=0) == KILL_PROCESS
    assert answer(PROGRAMS[0], arch=AUDIT_ARCHES[0], number=X32_CALLS | 41) == EPERM


def test_every_call_is_listed_once() -> None:
    names = [name for group in (*GROUPS, BY_ARGUMENT) for name in group]
    assert len(names) == len(set(names))
    for column in COLUMNS:
        numbers = [found[column] for group in (*GROUPS, BY_ARGUMENT) for found in group.values()]
        present = [number for number in numbers if number != ABSENT]
        assert len(present) == len(set(present))
