"""Runs a program of classic BPF as the kernel does, so that the filter of one machine is tested on another."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from vindex_search.sandbox.jail import seccomp
from vindex_search.sandbox.jail.seccomp import Instruction


def answer(program: Sequence[Instruction], *, arch: int, number: int, arguments: Sequence[int] = ()) -> int:
    """What the program returns for a system call."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, arch, 0, *(given % 2**64 for given in padded))
    accumulator = place = 0
    while True:
        code, if_true, if_false, value = program[place]
        place += 1
        if code == seccomp.RETURN:
            return value
        if code == seccomp.LOAD:
            (accumulator,) = struct.unpack_from("<I", data, value)
            continue
        holds = {
            seccomp.EQUAL: accumulator == value,
            seccomp.AT_LEAST: accumulator >= value,
            seccomp.ANY_BIT: bool(accumulator & value),
        }[code]
        place += if_true if holds else if_false
