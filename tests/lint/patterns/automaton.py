"""A pattern as an automaton whose states are its characters: what may be read after what, and in how many ways.

    \\s*(a|b)+$     states  any*   \\s   a   b      `any*` stands for the places at which a search begins
                   free    none of them: `$` has to hold before the pattern matches

Sources: Glushkov, "The abstract theory of automata", 1961; Weideman et al., "Analyzing matching time behavior of
backtracking regular expression matchers", 2016.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # private: there is no public parser
from typing import Any, Final

UNBOUNDED: Final = 1000  # repetitions: from there on a bound does not help
COPIES: Final = 4  # of what is repeated a bounded number of times
# One character of each kind that a class may name, beside those that the pattern itself names.
KINDS: Final = "aZ0_ \n\t\r-.é日Я\u0301\u0663“\x00\x80<>"
FREE, CONDITION = 0, 1  # a step that reads nothing: always, or only where an assertion holds
REPEATS: Final = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
READS: Final = (_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY)


@dataclass(slots=True)
class Automaton:
    """Nodes with steps between them that read nothing, or one of some characters.

    Attributes:
        reads: Characters that a node reads; none of a node that reads nothing.
        steps: Of each node, the next ones and whether an assertion has to hold on the way.
    """

    reads: list[frozenset[str]] = field(default_factory=list)
    steps: list[list[tuple[int, int]]] = field(default_factory=list)

    def node(self, reads: Iterable[str] = ()) -> int:
        """A new node."""
        self.reads.append(frozenset(reads))
        self.steps.append([])
        return len(self.reads) - 1

    def step(self, one: int, other: int, kind: int = FREE) -> None:
        """A step from one node to the other."""
        self.steps[one].append((other, kind))


def build(pattern: re.Pattern[Any], *, searches: bool, to_end: bool) -> tuple[Automaton, int, int]:
    """The automaton of a pattern, with its first and last node.

    Args:
        pattern: Compiled from text or bytes.
        searches: Whether a match may begin anywhere, and not only at the beginning.
        to_end: Whether it has to end at the end of the text.
    """
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.DEBUG)
    builder = _Builder(pattern.flags, _alphabet(source, tree))
    first = builder.automaton.node()
    begin = builder.anywhere(first, tree) if searches else first
    end = builder.sequence(tree, begin)
    last = builder.automaton.node()
    builder.automaton.step(end, last, CONDITION if to_end else FREE)
    return builder.automaton, first, last


def _alphabet(source: str, tree: Any) -> frozenset[str]:
    named = {chr(min(max(code + by, 0), 0x10FFFF)) for code in _codes(tree) for by in (-1, 0, 1)}
    return frozenset({*KINDS, *source, *named})


def _codes(tree: Any) -> Iterator[int]:
    """Code points that stand anywhere in a parsed pattern."""
    for each in tree:
        if isinstance(each, int) and not isinstance(each, _constants._NamedIntConstant) and 0 <= each <= 0x10FFFF:
            yield int(each)
        elif isinstance(each, tuple | list | _parser.SubPattern):
            yield from _codes(each)


class _Builder:
    """Adds the parts of a pattern to an automaton; each method returns the node at which its part ends."""

    def __init__(self, flags: int, alphabet: frozenset[str]) -> None:
        self.automaton = Automaton()
        self._flags = flags
        self._alphabet = alphabet

    def anywhere(self, at: int, tree: Any) -> int:
        """The places at which a search may begin: behind any text that the pattern's first assertion allows."""
        before = self._allowed_before(tree)
        if before is None:
            return at
        anything, last, begin = self.automaton.node(self._alphabet), self.automaton.node(before), self.automaton.node()
        for one, other in ((at, begin), (at, anything), (anything, anything), (at, last), (anything, last)):
            self.automaton.step(one, other)
        self.automaton.step(last, begin)
        return begin

    def _allowed_before(self, tree: Any) -> frozenset[str] | None:
        """What may stand before a match; None: it begins where the text does."""
        begin: tuple[Any, Any] = tree[0] if len(tree) else (None, ())
        operation, argument = begin
        if operation is _constants.AT and argument in (_constants.AT_BEGINNING, _constants.AT_BEGINNING_STRING):
            in_lines = argument is _constants.AT_BEGINNING and self._flags & re.MULTILINE
            return frozenset("\n") if in_lines else None
        if (
            operation is _constants.ASSERT_NOT
            and argument[0] < 0
            and len(argument[1]) == 1
            and argument[1][0][0] in READS
        ):
            return self._alphabet - self._read_by(argument[1][0])
        return self._alphabet

    def sequence(self, items: Iterable[Any], at: int) -> int:
        """Parts one after the other."""
        for item in items:
            at = self._part(item, at)
        return at

    def _part(self, item: Any, at: int) -> int:
        operation, argument = item
        if operation in READS:
            return self._then(at, self.automaton.node(self._read_by(item)))
        if operation in REPEATS:
            return self._repeat(argument[0], int(argument[1]), argument[2], at)
        if operation is _constants.SUBPATTERN:
            return self._group(argument, at)
        if operation is _constants.ATOMIC_GROUP:
            return self.sequence(argument, at)
        if operation is _constants.BRANCH:
            return self._branch(argument[1], at)
        if operation in (_constants.ASSERT, _constants.ASSERT_NOT):
            self.sequence(argument[1], at)  # what it reads leads nowhere
            return self._then(at, self.automaton.node(), CONDITION)
        if operation is _constants.AT:
            return self._then(at, self.automaton.node(), CONDITION)
        raise NotImplementedError(f"{operation} in a pattern: the lint knows nothing of it")

    def _then(self, at: int, node: int, kind: int = FREE) -> int:
        self.automaton.step(at, node, kind)
        return node

    def _read_by(self, item: Any) -> frozenset[str]:
        """The characters that a part of one character reads, asked of Python itself."""
        state = _parser.State()
        state.str = ""
        one = _compiler.compile(_parser.SubPattern(state, [item]), self._flags & ~re.DEBUG)
        return frozenset(character for character in self._alphabet if one.fullmatch(character))

    def _group(self, argument: Any, at: int) -> int:
        _number, added, removed, items = argument
        before, self._flags = self._flags, (self._flags | added) & ~removed
        end = self.sequence(items, at)
        self._flags = before
        return end

    def _branch(self, choices: Iterable[Any], at: int) -> int:
        end = self.automaton.node()
        for choice in choices:
            self.automaton.step(self.sequence(choice, self._then(at, self.automaton.node())), end)
        return end

    def _repeat(self, least: int, most: int, items: Any, at: int) -> int:
        for _ in range(min(least, COPIES)):
            at = self.sequence(items, at)
        if most >= UNBOUNDED:
            return self._loop(items, at)
        end = self.automaton.node()
        for _ in range(min(most, COPIES) - min(least, COPIES)):
            self.automaton.step(at, end)
            at = self.sequence(items, at)
        self.automaton.step(at, end)
        return end

    def _loop(self, items: Any, at: int) -> int:
        begin, end = self._then(at, self.automaton.node()), self.automaton.node()
        self.automaton.step(self.sequence(items, begin), begin)
        self.automaton.step(begin, end)
        return end
