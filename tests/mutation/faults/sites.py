"""Finds every mutant of a file: walks its syntax tree, asks each operator, and leaves out what no test could notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.mutation.faults.mutant import Mutant
from tests.mutation.faults.operators import OPERATORS

Span = tuple[int, int]


def mutants_of(file: Path, source: str) -> list[Mutant]:
    """All mutants of a file that still are Python, in the order of their lines."""
    text = _Text(source)
    found = [*_replacements(file, text), *_swaps(file, text)]
    unique = {(mutant.start, mutant.before, mutant.after): mutant for mutant in found if mutant.before != mutant.after}
    return sorted((m for m in unique.values() if _is_python(m.applied_to(source))), key=lambda m: (m.start, m.after))


class _Text:
    """A source text and the places of its nodes. The tree counts columns in bytes of UTF-8; this counts characters."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = ast.parse(source)
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> Span:
        """Where a node begins and ends, in characters from the beginning of the text."""
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]  # statements and expressions have them

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())


def _replacements(file: Path, text: _Text) -> Iterator[Mutant]:
    for node in _code(text.tree):
        for name, operator in OPERATORS.items():
            for after in operator(node):
                start, end = _replaced_span(text, node, name)
                line = text.source.count("\n", 0, start) + 1
                yield Mutant(file, line, name, start, text.source[start:end], after)


def _replaced_span(text: _Text, node: ast.AST, operator: str) -> Span:
    """The stretch that a replacement stands for: the node, or its condition, its type, or its first line."""
    if operator == "condition":
        assert isinstance(node, ast.If | ast.IfExp)
        return text.span(node.test)
    if operator == "exception":
        assert isinstance(node, ast.ExceptHandler)
        assert node.type is not None
        return text.span(node.type)
    start, end = text.span(node)
    if operator == "lock":
        assert isinstance(node, ast.With)
        return start, text.source.index(":", text.span(node.items[-1].context_expr)[1]) + 1
    return start, end


def _swaps(file: Path, text: _Text) -> Iterator[Mutant]:
    """Two effects after each other in the other order."""
    for node in _code(text.tree):
        for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            for one, other in pairwise(block if isinstance(block, list) else ()):
                if _is_effect(one) and _is_effect(other) and not _only_assign(one, other):
                    (start, end), (other_start, other_end) = text.span(one), text.span(other)
                    between = text.source[end:other_start]
                    after = text.source[other_start:other_end] + between + text.source[start:end]
                    line = text.source.count("\n", 0, start) + 1
                    yield Mutant(file, line, "order", start, text.source[start:other_end], after)


def _is_effect(node: ast.stmt) -> bool:
    """Whether a statement may do something that others see: one that calls, and goes on with the next."""
    parts = list(ast.walk(node))
    return (
        isinstance(node, ast.Expr | ast.Assign | ast.With | ast.If | ast.For)
        and any(isinstance(part, ast.Call) for part in parts)
        and not any(isinstance(part, ast.Return | ast.Raise) for part in parts)
    )


def _only_assign(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether neither does more than to name a value, or the second needs what the first named."""
    names_only = isinstance(one, ast.Assign) and isinstance(other, ast.Assign)
    return names_only or bool(_assigned(one) & _read(other))


def _assigned(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def _read(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but annotations, the texts of errors and what only a type checker reads."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_params") or (isinstance(node, ast.Raise) and name == "exc"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_for_types(child):
                yield from _code(child)


def _is_for_types(node: ast.AST) -> bool:
    return (
        (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        or isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript) and _is_alias(node.value))
    )


def _is_alias(value: ast.Subscript) -> bool:
    return isinstance(value.value, ast.Name) and value.value.id in ("Callable", "Mapping", "Literal", "dict", "tuple")


def _is_python(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True
