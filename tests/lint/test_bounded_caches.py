"""No cache grows with what callers or uploads choose: one without a size holds values of a closed set only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.session.checkout import CHECKOUT

# Functions with arguments whose results are all kept, and why these are few.
FEW: Final = {
    "_grey_levels": "a transfer function, of which there are two",
    "_light_of_codes": "a transfer function, of which there are two",
    "_s3_client": "the endpoint of the settings",
    "open_claims": "the broker of the settings",
    "open_engine": "the screen language of the settings",
    "queue_client": "the queue of the settings",
    "read_measured": "the table of this package",
}
UNBOUNDED: Final = ("cache", "functools.cache")
FILES: Final = sorted(
    file.relative_to(CHECKOUT)
    for package in ("vindex_search", "vindex_assets")
    for file in (CHECKOUT / package).rglob("*.py")
    if "cache" in file.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_cache_has_a_size_or_a_reason(file: Path) -> None:
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    assert [name for name in unbounded(tree) if name not in FEW] == []


def test_each_reason_is_of_a_cache() -> None:
    trees = [ast.parse((CHECKOUT / file).read_text(encoding="utf-8")) for file in FILES]
    assert set(FEW) <= {name for tree in trees for name in unbounded(tree)}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("@cache\ndef f(x): ...", ["f"]),
        ("@functools.cache\ndef f(*x): ...", ["f"]),
        ("@lru_cache(maxsize=None)\ndef f(x): ...", ["f"]),
        ("@functools.lru_cache(None)\ndef f(*, x): ...", ["f"]),
        ("kept = cache(read)", ["cache(read)"]),
        ("kept = lru_cache(maxsize=None)(read)", ["lru_cache(maxsize=None)(read)"]),
        ("@cache\ndef f(): ...", []),
        ("@lru_cache\ndef f(x): ...", []),
        ("@lru_cache(8)\ndef f(x): ...", []),
        ("kept = lru_cache(SIZE)(read)", []),
    ],
)
def test_what_has_no_size_is_found(code: str, names: list[str]) -> None:
    assert list(unbounded(ast.parse(code))) == names


def unbounded(tree: ast.AST) -> Iterator[str]:
    """The functions with arguments whose results are kept without limit, and the calls that make such a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_has_no_size, node.decorator_list)) and _has_arguments(node):
            yield node.name
        if isinstance(node, ast.Call) and _has_no_size(node.func):
            yield ast.unparse(node)


def _has_arguments(node: ast.FunctionDef) -> bool:
    return bool(ast.unparse(node.args))


def _has_no_size(made: ast.expr) -> bool:
    if isinstance(made, ast.Call) and ast.unparse(made.func).endswith("lru_cache"):
        sizes = [*made.args, *(keyword.value for keyword in made.keywords)][:1]
        return any(isinstance(size, ast.Constant) and size.value is None for size in sizes)
    return ast.unparse(made) in UNBOUNDED
