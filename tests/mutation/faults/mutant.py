"""A mutant: a file with one small fault, as a replaced stretch of its text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in one file.

    Attributes:
        file: Relative to the checkout.
        line: Of the fault's first character, from 1.
        operator: What kind of fault it is, a key of `OPERATORS`.
        start: Of the replaced stretch, in characters from the beginning of the file.
        before: The replaced text.
        after: What stands there instead.
    """

    file: Path
    line: int
    operator: str
    start: int
    before: str
    after: str

    def applied_to(self, source: str) -> str:
        """The text of the file with the fault.

        Raises:
            ValueError: if the text that is to be replaced is not where it was: the file has changed.
        """
        end = self.start + len(self.before)
        if source[self.start : end] != self.before:
            raise ValueError(f"{self.file} was changed since its mutants were made")
        return source[: self.start] + self.after + source[end:]

    def __str__(self) -> str:
        """One line for a report: where, what kind, before and after with their spaces joined."""
        before, after = (" ".join(text.split()) or "nothing" for text in (self.before, self.after))
        return f"{self.file}:{self.line} [{self.operator}] {before}  ->  {after}"
