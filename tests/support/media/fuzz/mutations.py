"""Damaged copies of a file, as bad disks, broken uploads and attackers make them; reproducible by seed and number."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

HEAD: Final = 2048  # bytes: where most containers have their index
MAX_MUTATIONS: Final = 4  # mutations of one copy
LENGTHS: Final = (0, 1, 8, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF)  # edges of what 32 bits can say

Mutation = Callable[[bytearray, int, Random], None]


def mutated(data: bytes, *, seed: int, number: int) -> bytes:
    """The copy of that number: a few mutations, half of them within the first bytes."""
    random = Random(f"{seed}:{number}")
    copy = bytearray(data)
    for _ in range(random.randint(1, MAX_MUTATIONS)):
        reach = HEAD if random.random() < 0.5 else len(copy)
        random.choice(MUTATIONS)(copy, random.randrange(max(1, min(reach, len(copy)))), random)
    return bytes(copy)


def _flip(data: bytearray, at: int, random: Random) -> None:
    for place in range(at, min(len(data), at + random.choice((1, 1, 4, 16)))):
        data[place] ^= random.randrange(1, 256)


def _state_a_length(data: bytearray, at: int, random: Random) -> None:
    data[at : at + 4] = random.choice(LENGTHS).to_bytes(4, random.choice(("big", "little")))


def _hole(data: bytearray, at: int, random: Random) -> None:
    size = min(_size(data, random), len(data) - at)
    data[at : at + size] = bytes(size)


def _insert(data: bytearray, at: int, random: Random) -> None:
    data[at:at] = random.randbytes(random.randint(1, 64))


def _duplicate(data: bytearray, at: int, random: Random) -> None:
    data[at:at] = data[at : at + _size(data, random)]


def _swap(data: bytearray, at: int, random: Random) -> None:
    size, other = _size(data, random), random.randrange(len(data) + 1)
    first, second = sorted((at, other))
    size = min(size, second - first, len(data) - second)
    data[first : first + size], data[second : second + size] = (
        data[second : second + size],
        data[first : first + size],
    )


def _cut(data: bytearray, at: int, random: Random) -> None:
    del data[random.randrange(at, len(data) + 1) :]


def _size(data: bytearray, random: Random) -> int:
    return random.randint(1, max(1, len(data) // random.choice((8, 64, 512))))


MUTATIONS: Final[tuple[Mutation, ...]] = (
    _flip, _flip, _flip, _state_a_length, _state_a_length, _hole, _insert, _duplicate, _swap, _cut,
)  # fmt: skip
