"""The digest of an overlay among the inputs of a stamp: absent where nothing was corrected, as it was ever."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from vindex_search.storage.stamp import Stamp

INPUT: Final = "corrections"  # name of the input


def with_corrections(stamp: Stamp, digest: str) -> Stamp:
    """The stamp of what is made from the same and an overlay with this digest; empty: without one."""
    others = tuple(pair for pair in stamp.inputs if pair[0] != INPUT)
    return replace(stamp, inputs=(*others, (INPUT, digest)) if digest else others)


def stamped_digest(stamp: Stamp) -> str:
    """The digest of the overlay that an artefact was made with; empty: it was made without one."""
    return dict(stamp.inputs).get(INPUT, "")
