"""What `vindex ingest` says of the files that were named: which got another name, and which are left alone and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from vindex_assets.cli.ingest.found_files import LeftFile
from vindex_assets.cli.ingest.selection import NOT_MEDIA, Selection
from vindex_assets.uploads.upload import printable
from vindex_search.contract.media_types import allowed_suffixes, suffix_of

MAX_LISTED: Final = 10  # files with one reason, found in folders, that each have a line; more are counted
MAX_NAMED: Final = 100  # likewise of those that were named one by one
EXAMPLES: Final = 3
MAX_SUFFIXES: Final = 8


def selection_lines(selection: Selection) -> list[str]:
    """The lines; none where every file is taken as it is named."""
    lines = [
        f"{printable(str(file.source))}: its content is {_kind(file.key)}, taken as {file.key}"
        for file in selection.renamed
    ]
    if selection.left:
        lines += ["left alone:", *_left_lines(selection.left)]
    if any(file.reason == NOT_MEDIA for file in selection.left):
        lines.append(f"allowed are {allowed_suffixes()}")
    return lines


def _left_lines(left: Sequence[LeftFile]) -> Iterator[str]:
    for (is_in_folder, reason), group in groupby(sorted(left, key=_group), key=_group):
        files = list(group)
        if len(files) <= (MAX_LISTED if is_in_folder else MAX_NAMED):
            yield from (f"  {file}" for file in files)
            continue
        examples = ", ".join(printable(str(file.path)) for file in files[:EXAMPLES])
        yield f"  {len(files)} files{_suffix_counts(files)}: {reason}, for example {examples}"


def _group(file: LeftFile) -> tuple[bool, str]:
    """What files are grouped and ordered by: first those that were named."""
    return not file.is_named, file.reason


def _suffix_counts(files: Sequence[LeftFile]) -> str:
    """The most frequent suffixes, as " (.jpg 200, .txt 12, others 3)"."""
    counts = Counter(suffix_of(file.path.name) or "no suffix" for file in files)
    frequent = counts.most_common(MAX_SUFFIXES)
    others = len(files) - sum(count for _, count in frequent)
    named = [f"{suffix} {count}" for suffix, count in frequent]
    return f" ({', '.join([*named, f'others {others}'] if others else named)})"


def _kind(key: str) -> str:
    return PurePosixPath(key).suffix.removeprefix(".").upper()
