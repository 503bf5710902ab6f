"""All patterns of the two packages: those that a module keeps, and those that are written where they are used.

The source is read for calls of `re`; a pattern whose text is no constant has to be kept by its module, or be named in
MADE_LATER.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

from tests.support.session.checkout import CHECKOUT

WHOLE: Final = "fullmatch"
AT_BEGINNING: Final = frozenset({"match", WHOLE})
METHODS: Final = frozenset({"match", WHOLE, "search", "sub", "subn", "split", "findall", "finditer"})
# Made by a function, from constants: the function, and what it is called with.
MADE_LATER: Final[Mapping[str, Callable[[ModuleType], re.Pattern[str]]]] = {
    "vindex_search.models.sparse.words._word_pattern": lambda module: module._word_pattern(),
    "vindex_search.common.text.unicode_forms._long_runs": lambda module: module._long_runs(),
    "vindex_assets.media.probe.tracks.purpose._words": lambda module: module.FORCED_TITLE,
}


class Found(NamedTuple):
    """A pattern, its name, and the methods that it is used with; none where that is not seen."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    @property
    def searches(self) -> bool:
        """Whether a match may begin anywhere."""
        return not self.methods or not self.methods <= AT_BEGINNING

    @property
    def to_end(self) -> bool:
        """Whether it has to match all."""
        return WHOLE in self.methods


def patterns() -> Iterator[Found]:
    """The patterns of all modules that use `re`."""
    files = [file for package in ("vindex_search", "vindex_assets") for file in (CHECKOUT / package).rglob("*.py")]
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}
    used = _methods_of_names(trees.values())
    for file, tree in sorted(trees.items()):
        if any(isinstance(node, ast.Import) and node.names[0].name == "re" for node in ast.walk(tree)):
            yield from _of_module(_module_name(file), tree, used)


def _module_name(file: Path) -> str:
    return ".".join(file.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


def _of_module(name: str, tree: ast.Module, used: Mapping[str, frozenset[str]]) -> Iterator[Found]:
    module = importlib.import_module(name)
    kept = [found for found in _kept(module) if found[0].split(".")[0] not in _imported(tree)]
    for path, pattern in kept:
        yield Found(f"{name}.{path}", pattern, used.get(path.rsplit(".", 1)[-1], frozenset()))
    known = {pattern.pattern for _, pattern in kept}
    for function, method, argument in _calls(tree):
        made = _evaluated(argument, module)
        if made is None:
            yield Found(f"{name}.{function}", MADE_LATER[f"{name}.{function}"](module), frozenset())
        elif made.pattern not in known:
            yield Found(f"{name}.{function}", made, frozenset({method}) & METHODS)


def _kept(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns that the names of a module hold, in tuples, mappings and values too."""
    for name, value in vars(module).items():
        if not name.startswith("__"):
            yield from _inside(name, value)


def _inside(path: str, value: Any) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield path, value
    elif isinstance(value, tuple | list):
        for at, each in enumerate(value):
            yield from _inside(f"{path}.{at}", each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _inside(f"{path}.{key}", each)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for part in dataclasses.fields(value):
            yield from _inside(f"{path}.{part.name}", getattr(value, part.name))


def _imported(tree: ast.Module) -> set[str]:
    """The names that a module has from others."""
    return {
        each.asname or each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names
    }


def _calls(tree: ast.Module) -> Iterator[tuple[str, str, ast.expr]]:
    """The calls of `re`: the function that they stand in, the one that they call, the pattern's text."""
    for outer in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        for node in _own_nodes(outer):
            if isinstance(node, ast.Call) and _is_of_re(node.func):
                assert isinstance(node.func, ast.Attribute)
                if node.func.attr != "escape":
                    yield getattr(outer, "name", "module"), node.func.attr, node.args[0]


def _own_nodes(outer: ast.AST) -> Iterator[ast.AST]:
    """The nodes in a module or function without those of the functions in it."""
    for child in ast.iter_child_nodes(outer):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own_nodes(child)


def _is_of_re(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"


def _evaluated(argument: ast.expr, module: ModuleType) -> re.Pattern[Any] | None:
    """The pattern that a text of constants makes; None where it is made of something else."""
    try:
        return re.compile(eval(compile(ast.Expression(argument), "<pattern>", "eval"), dict(vars(module))))
    except NameError:
        return None


def _methods_of_names(trees: Any) -> dict[str, frozenset[str]]:
    """With which methods of a pattern each name is used: `TIME.fullmatch`, `self._dialect.timing.match`."""
    used: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in METHODS
                and isinstance(node.value, ast.Name | ast.Attribute)
            ):
                name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                used.setdefault(name, set()).add(node.attr)
    return {name: frozenset(methods) for name, methods in used.items()}
