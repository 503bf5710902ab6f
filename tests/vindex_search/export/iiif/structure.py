"""What IIIF Presentation 3.0 requires of a manifest with time, read off its specification; section numbers are its own.

Source: https://iiif.io/api/presentation/3.0/ (A. Summary of Property Requirements, and sections 3 to 5)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
REQUIRED = {
    "Manifest": {"id", "type", "label", "items"},
    "Canvas": {"id", "type"},
    "AnnotationPage": {"id", "type"},
    "Annotation": {"id", "type", "target"},
    "Range": {"id", "type", "items"},
}
MOTIVATIONS = {"painting", "supplementing"}  # of the specification's own, section 3.4


def faults(document: dict[str, Any]) -> list[str]:
    """What a document does against the specification; empty: nothing that is looked at."""
    of_nodes = (fault for node in _nodes(document) for fault in _node_faults(node))
    return [*_context(document), *of_nodes, *_identities(document)]


def _context(document: dict[str, Any]) -> Iterator[str]:
    contexts = document.get("@context")
    last = contexts[-1] if isinstance(contexts, list) else contexts
    if last != PRESENTATION:  # section 4.6
        yield f"the last context is {last!r}"


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from _nodes(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _node_faults(node: dict[str, Any]) -> Iterator[str]:
    kind = node["type"]
    for missing in sorted(REQUIRED.get(kind, set()) - node.keys()):
        yield f"a {kind} lacks {missing}"
    if "label" in node and not _is_language_map(node["label"]):  # section 4.4
        yield f"the label of a {kind} is no language map"
    if kind == "Canvas" and "#" not in node.get("id", ""):
        yield from _canvas_faults(node)
    if kind == "Annotation" and node.get("motivation") not in MOTIVATIONS:
        yield f"the motivation of an annotation is {node.get('motivation')!r}"
    if kind in ("Video", "Sound") and not node.get("duration", 0) > 0:
        yield f"a {kind} has no duration"
    if kind == "Sound" and "width" in node:
        yield "a Sound has a width"


def _canvas_faults(node: dict[str, Any]) -> Iterator[str]:
    if ("width" in node) != ("height" in node):  # section 3.3
        yield "a canvas has one of width and height"
    if not any(name in node for name in ("width", "duration")):
        yield "a canvas has no extent"
    if "duration" in node and not node["duration"] > 0:
        yield "a duration is not above 0"
    yield from _page_faults(node)


def _page_faults(node: dict[str, Any]) -> Iterator[str]:
    for page in node.get("items", ()):  # section 5.3: painting annotations only, and each on this canvas
        for one in page["items"]:
            if one["motivation"] != "painting" or one["target"].partition("#")[0] != node["id"]:
                yield "the items of a canvas are not painted on it"
    for page in node.get("annotations", ()):
        if any(one["motivation"] == "painting" for one in page.get("items", ())):
            yield "the annotations of a canvas are painted on it"


def _is_language_map(label: Any) -> bool:
    return isinstance(label, dict) and all(
        isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in label.values()
    )


def _identities(document: dict[str, Any]) -> Iterator[str]:
    """Section 4.1: identifiers are absolute HTTP(S) addresses; that of a canvas has no fragment, and all differ."""
    own = [node for node in _nodes(document) if node["type"] in ("Manifest", "AnnotationPage", "Annotation", "Range")]
    for node in own:
        if urlsplit(node["id"]).scheme not in ("http", "https") or not urlsplit(node["id"]).netloc:
            yield f"{node['id']!r} is no absolute address"
    ids = [node["id"] for node in own]
    yield from (f"{twice!r} is the id of two things" for twice in sorted({one for one in ids if ids.count(one) > 1}))
