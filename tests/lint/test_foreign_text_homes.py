"""Text of files has three homes on its way to people: no other place prints, makes Markdown or hands Dagster raw text.

A lint of the source: what a call may be given is read off its syntax, so that a new place fails here before any attack.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
TERMINAL: Final = "vindex_assets/cli/terminal.py"
PLAIN_TEXT: Final = "vindex_assets/pipeline/metadata/plain_text.py"
INSTALLER: Final = "vindex_search/models/weights/__main__.py"  # prints names of the catalogue, in an image's build

# Calls that print, by their last names, and the only files that may have them.
PRINTING: Final = {"print": (INSTALLER, TERMINAL), "echo": (TERMINAL,), "secho": (TERMINAL,), "Console": (TERMINAL,)}
MARKDOWN: Final = {"md": (PLAIN_TEXT,), "MarkdownMetadataValue": (), "notebook": (), "path": ()}
INERT: Final = frozenset({"inert", "inert_lines", "inert_metadata", "visible"})
LOG_LEVELS: Final = frozenset({"debug", "info", "warning", "error", "critical", "exception", "log"})
# What of an event of Dagster holds text.
TEXT_FIELDS: Final = frozenset({"metadata", "description", "skip_reason", "message"})
EVENTS: Final = frozenset(
    {
        *("AssetMaterialization", "AssetObservation", "MaterializeResult", "ObserveResult", "AssetCheckResult"),
        *("AssetCheckEvaluation", "ExpectationResult", "Failure", "RetryRequested", "SkipReason", "Output"),
        *("add_output_metadata", "add_asset_metadata", "SensorResult", "ScheduleResult"),
    }
)


def calls(*packages: str) -> Iterator[tuple[str, ast.Call]]:
    """The file and the node of every call."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from ((name, node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(node: ast.AST) -> str:
    """The last name of what is called: `warning` of `context.log.warning(...)`."""
    function = node.func if isinstance(node, ast.Call) else None
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def is_fixed(node: ast.expr) -> bool:
    """Whether a value holds no text of a file: a literal, a constant by its name, or a call of the homes."""
    if isinstance(node, ast.IfExp):
        return is_fixed(node.body) and is_fixed(node.orelse)
    if isinstance(node, ast.Dict):
        return all(map(_is_number_or_fixed, node.values))
    constant = isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())
    return constant or called(node) in INERT


def _is_number_or_fixed(node: ast.expr) -> bool:
    """A count counts as fixed: `report.count_incomplete()`, `report.videos`."""
    return is_fixed(node) or "count" in called(node) or (isinstance(node, ast.Attribute) and node.attr == "videos")


def where(name: str, node: ast.Call) -> str:
    return f"{name}:{node.lineno}: {ast.unparse(node)[:100]}"


def misplaced(homes: dict[str, tuple[str, ...]], *packages: str) -> list[str]:
    return [where(name, node) for name, node in calls(*packages) if name not in homes.get(called(node), (name,))]


def is_log(node: ast.Call) -> bool:
    """Whether a call logs: `log.warning(...)` and `context.log.warning(...)`."""
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    owner_name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return called(node) in LOG_LEVELS and owner_name == "log"


def is_dagsters_log(node: ast.Call) -> bool:
    return is_log(node) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Attribute)


def test_only_the_terminal_prints() -> None:
    printing = misplaced(PRINTING, "vindex_assets", "vindex_search")
    assert printing == []


def test_only_the_home_makes_markdown() -> None:
    made = [
        where(name, node)
        for name, node in calls("vindex_assets")
        if called(node) in MARKDOWN and name not in MARKDOWN[called(node)] and "MetadataValue" in ast.unparse(node.func)
    ]
    assert made == []


def test_dagsters_events_hold_inert_text() -> None:
    raw = [
        where(name, node)
        for name, node in calls("vindex_assets")
        if called(node) in EVENTS
        for value in event_texts(node)
        if not is_fixed(value)
    ]
    assert raw == []


def event_texts(node: ast.Call) -> list[ast.expr]:
    """What of an event may hold text: its first argument but of outputs, and the fields for text."""
    first = node.args[:1] if called(node) not in {"Output", "AssetMaterialization", "SensorResult"} else []
    return [*first, *(keyword.value for keyword in node.keywords if keyword.arg in TEXT_FIELDS)]


def test_dagsters_log_gets_inert_text() -> None:
    raw = [where(name, node) for name, node in calls("vindex_assets") if is_dagsters_log(node) and not is_shown(node)]
    assert raw == []


def is_shown(node: ast.Call) -> bool:
    """Whether all that is logged is fixed or inert; `figures[...]` are the numbers of the calibration."""
    return all(is_fixed(value) or "figures[" in ast.unparse(value) for value in node.args)


def test_logs_of_the_pipeline_are_one_line() -> None:
    """The service's own formatter sees to its log; these lines go to whichever terminal runs the pipeline."""
    raw = [
        where(name, node)
        for name, node in calls("vindex_assets", "vindex_search/storage")
        if is_log(node) and not is_dagsters_log(node)
        for value in node.args
        if not (is_fixed(value) or ast.unparse(value) == "task.video_id")
    ]
    assert raw == []
