"""The objects of the bucket that are left alone, by reason: counted in each pass of the scan, kept in one JSON file.

The pipeline writes the file when a pass over the bucket has ended and its counts are others than those of the last
one; `vindex doctor`, `vindex videos` and `/metrics` read it. Only counts and a few keys are kept, however many objects
there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from vindex_search.storage.store import Store

LEFT_ALONE_FILE: Final = "left_alone.json"
Reason = Literal["suffix", "sidecar", "hidden", "empty", "refused", "link"]
REASONS: Final[Mapping[Reason, str]] = {
    "suffix": "neither video, audio nor sidecar by the suffix",
    "sidecar": "sidecar that belongs to no video by its name",
    "hidden": "hidden or unfinished, but named like media",
    "empty": "empty",
    "refused": "media whose name cannot be an object key",
    "link": "symbolic link, which is never followed",
}
MAX_EXAMPLES: Final = 5  # keys of each reason
MAX_SUFFIXES: Final = 20  # that are counted one by one; in a bucket of other things there may be thousands
OTHER_SUFFIXES: Final = "others"
PLAIN_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,10}")  # what follows the last dot of other names is part of a sentence


class LeftAlone(BaseModel):
    """Objects that are left alone.

    Attributes:
        counts: How many, by reason.
        suffixes: How many of those with the reason `suffix`, by that suffix; "" has none.
        examples: The first keys of each reason, at most MAX_EXAMPLES.
    """

    model_config = ConfigDict(frozen=True)

    counts: dict[Reason, int] = {}
    suffixes: dict[str, int] = {}
    examples: dict[Reason, tuple[str, ...]] = {}

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts.values())

    def plus(self, other: LeftAlone) -> LeftAlone:
        """Those of two ranges of keys together; this one's come first."""
        return LeftAlone(
            counts={
                reason: self.counts.get(reason, 0) + other.counts.get(reason, 0)
                for reason in REASONS
                if reason in {**self.counts, **other.counts}
            },
            suffixes=_limited(Counter(self.suffixes) + Counter(other.suffixes)),
            examples={
                reason: (*self.examples.get(reason, ()), *other.examples.get(reason, ()))[:MAX_EXAMPLES]
                for reason in {**self.examples, **other.examples}
            },
        )

    def describe(self, reason: Reason) -> str:
        """How many there are of one reason, as "3 objects: empty, such as team/a.mp4"."""
        suffixes = [f"{suffix or 'no suffix'} {count}" for suffix, count in self.suffixes.items()]
        details = f" ({', '.join(suffixes)})" if reason == "suffix" else ""
        return (
            f"{_objects(self.counts[reason])}: {REASONS[reason]}{details}, such as {', '.join(self.examples[reason])}"
        )

    def summary(self) -> str:
        """All in one sentence, as "4 objects left alone: 3 empty; 1 ..."."""
        parts = "; ".join(f"{count} {REASONS[reason]}" for reason, count in self.counts.items())
        return f"{_objects(self.total)} left alone: {parts}"


def _objects(count: int) -> str:
    return f"{count} object{'' if count == 1 else 's'}"


def _limited(counts: Counter[str]) -> dict[str, int]:
    """The most frequent suffixes; all others together."""
    others = counts.pop(OTHER_SUFFIXES, 0)
    frequent = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MAX_SUFFIXES])
    others += counts.total() - sum(frequent.values())
    return {**frequent, OTHER_SUFFIXES: others} if others else frequent


def count_left_alone(reasons: Mapping[str, Reason]) -> LeftAlone:
    """The counts of some objects.

    Args:
        reasons: Why each is left alone, by its key.
    """
    examples: dict[Reason, tuple[str, ...]] = {}
    for key, reason in reasons.items():
        if len(examples.get(reason, ())) < MAX_EXAMPLES:
            examples[reason] = (*examples.get(reason, ()), key)
    counts = Counter(reasons.values())
    suffixes = Counter(_label(key) for key, reason in reasons.items() if reason == "suffix")
    return LeftAlone(
        counts={reason: counts[reason] for reason in REASONS if counts[reason]},
        suffixes=_limited(suffixes),
        examples=examples,
    )


def _label(key: str) -> str:
    """The suffix of a key, "" where it has none that is one."""
    name = key.rpartition("/")[2].lower()
    found = PLAIN_SUFFIX.fullmatch(name[name.rfind(".") :]) if "." in name else None
    return found[0] if found else ""


def read_left_alone(store: Store) -> LeftAlone | None:
    """The counts of the last pass; None where there was none, or its format is that of another version."""
    record = store.read_library_json(LEFT_ALONE_FILE)
    try:
        return LeftAlone.model_validate(record) if record is not None else None
    except ValidationError:
        return None


def write_left_alone(store: Store, left: LeftAlone) -> None:
    """Write the counts of a pass atomically."""
    store.write_library_json(LEFT_ALONE_FILE, left.model_dump(mode="json"))
