"""How attacks end: done, or refused with an error number."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from typing import Final

DONE: Final = "done"

Attacks = Mapping[str, Callable[[], object]]


def outcomes(attacks: Attacks) -> dict[str, str]:
    """By the name of each attack: `done`, or the name of the error that it failed with."""
    return {name: _outcome(attack) for name, attack in attacks.items()}


def _outcome(attack: Callable[[], object]) -> str:
    try:
        attack()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    except MemoryError:
        return "ENOMEM"
    return DONE
