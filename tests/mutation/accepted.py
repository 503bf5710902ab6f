"""The mutants that are known to change nothing that matters, each with its reason (`accepted.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutation.faults.mutant import Mutant

FILE: Final = Path(__file__).with_name("accepted.toml")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mutant by its text: lines move, so their numbers do not count.

    Attributes:
        file: Relative to the checkout.
        operator: As of the mutant.
        before: The replaced text, spaces joined; a beginning is enough where it ends in `...`.
        after: What stands there instead, in the same form.
        reason: Why no test can or should notice.
    """

    file: str
    operator: str
    before: str
    after: str
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether this is that mutant."""
        return (
            (self.file, self.operator) == (str(mutant.file), mutant.operator)
            and _matches(self.before, mutant.before)
            and _matches(self.after, mutant.after)
        )


def read_accepted() -> list[Accepted]:
    """All entries of the file."""
    return [Accepted(**entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8")).get("accepted", [])]


def _matches(pattern: str, text: str) -> bool:
    joined = " ".join(text.split())
    return joined.startswith(pattern[:-3]) if pattern.endswith("...") else joined == pattern
