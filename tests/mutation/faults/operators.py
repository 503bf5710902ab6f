"""The kinds of faults, each a function from a node of the syntax tree to the texts that may stand in its place.

Beside the usual ones (conditions, comparisons, constants, results) there are those that durability depends on: a call
left out, two writes in the other order, a lock not taken, a wider `except`, an argument forgotten.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Final

Replacements = Iterator[str]
Operator = Callable[[ast.AST], Replacements]

COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, ...]]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<",),
    ast.Gt: (">=", "<"),
    ast.GtE: (">",),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}
ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
}
FUNCTIONS: Final = {"max": "min", "min": "max", "any": "all", "all": "any", "sorted": "list", "reversed": "list"}
NO_EFFECT: Final = ("log", "logger", "_log", "LOG")  # what is said at night is read by people, not by tests


def comparison(node: ast.AST) -> Replacements:
    """`<` for `<=`, `in` for `not in`."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        for sign in COMPARISONS[type(node.ops[0])]:
            yield f"{left} {sign} {right}"


def condition(node: ast.AST) -> Replacements:
    """A condition that always holds, or never."""
    if isinstance(node, ast.If | ast.IfExp):
        yield from ("True", "False")


def logic(node: ast.AST) -> Replacements:
    """`or` for `and`; one of the operands left out; `not` left out."""
    if isinstance(node, ast.BoolOp):
        operands = [f"({ast.unparse(value)})" for value in node.values]
        yield (" or " if isinstance(node.op, ast.And) else " and ").join(operands)
        for left_out in range(len(operands)):
            yield (" and " if isinstance(node.op, ast.And) else " or ").join(
                operand for at, operand in enumerate(operands) if at != left_out
            )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield ast.unparse(node.operand)


def number(node: ast.AST) -> Replacements:
    """The next whole number, or a tenth more; a tenth of a large one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield repr(node.value + 1 if isinstance(node.value, int) else node.value * 1.1 + 0.01)
        if isinstance(node.value, int) and node.value >= 8:
            yield repr(node.value // 8)


def truth(node: ast.AST) -> Replacements:
    """`True` for `False`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield repr(not node.value)


def arithmetic(node: ast.AST) -> Replacements:
    """`+` for `-`, `*` for `/`."""
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _has_text(node):
        yield f"({ast.unparse(node.left)} {ARITHMETIC[type(node.op)]} {ast.unparse(node.right)})"


def _has_text(node: ast.AST) -> bool:
    """Whether text is part of it: then it joins paths or strings, and any other sign is an error at once."""
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str | bytes) for part in ast.walk(node))


def function(node: ast.AST) -> Replacements:
    """`min` for `max`, an order not made."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        other = ast.Call(ast.Name(FUNCTIONS[node.func.id]), node.args, node.keywords)
        if other.func.id == "list":  # type: ignore[attr-defined]  # the name just made
            other.keywords = []
        yield ast.unparse(other)


def argument(node: ast.AST) -> Replacements:
    """A keyword argument forgotten."""
    if isinstance(node, ast.Call) and not _is_log(node):
        for left_out in node.keywords:
            if left_out.arg is not None and not isinstance(left_out.value, ast.Constant):
                kept = [keyword for keyword in node.keywords if keyword is not left_out]
                yield ast.unparse(ast.Call(node.func, node.args, kept))


def result(node: ast.AST) -> Replacements:
    """Nothing returned where something was."""
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return None"


def statement(node: ast.AST) -> Replacements:
    """A call, an assignment to an attribute or item, or a refusal left out."""
    effect = (
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await) and not _is_log(node.value))
        or (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript))
        or isinstance(node, ast.Raise | ast.AugAssign | ast.Delete | ast.Break | ast.Continue)
    )
    if effect:
        yield "pass"


def lock(node: ast.AST) -> Replacements:
    """A context not entered: a lock not taken, an error not suppressed."""
    if isinstance(node, ast.With) and all(item.optional_vars is None for item in node.items):
        yield "if True:"


def exception(node: ast.AST) -> Replacements:
    """Any error in place of the one that was meant."""
    if isinstance(node, ast.ExceptHandler) and node.type is not None:
        yield "Exception"


def _is_log(call: ast.AST) -> bool:
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value).split(".")[-1] in NO_EFFECT
    )


OPERATORS: Final[dict[str, Operator]] = {
    operator.__name__: operator
    for operator in (
        *(comparison, condition, logic, number, truth, arithmetic, function),
        *(argument, result, statement, lock, exception),
    )
}
