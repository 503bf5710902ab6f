"""Stamps: what an artefact was made from. Same stamp, already done.

Each stamp holds what the stamps of its inputs hand on, so a change far up (another upload, a new code version) reaches
everything below it and nothing else. An artefact that knows what it holds, whatever it was made from, hands that on:
a file that was only touched or renamed reaches nothing below.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

FINGERPRINT_LENGTH: Final = 16  # 64 bits: a collision among a billion stamps has odds of 3 in 100


@dataclass(frozen=True, slots=True)
class Stamp:
    """Inputs by name with their fingerprints, the code version and the model's fingerprint.

    `note` is what was found on the way (why the artefact is absent, which decoder served), `content` a fingerprint of
    what the artefact holds, where that is known; both are no part of the identity.
    """

    inputs: tuple[tuple[str, str], ...]
    code_version: str
    model: str = ""
    note: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    content: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with the inputs, the code or the model."""
        identity = json.dumps([self.inputs, self.code_version, self.model], sort_keys=True)
        return hashlib.sha256(identity.encode()).hexdigest()[:FINGERPRINT_LENGTH]

    @property
    def output_version(self) -> str:
        """What the stamps of those say that are made from this artefact."""
        return self.content or self.fingerprint

    def with_note(self, note: dict[str, Any]) -> Stamp:
        """The same stamp with another note."""
        return replace(self, note=note)

    def to_json(self) -> str:
        """As it is kept beside or inside the artefact."""
        kept = {"inputs": self.inputs, "code_version": self.code_version, "model": self.model, "note": self.note}
        return json.dumps({**kept, "content": self.content} if self.content else kept)

    @staticmethod
    def from_json(text: str | bytes) -> Stamp:
        """The stamp that `to_json` wrote."""
        kept = json.loads(text)
        inputs = tuple((name, print_) for name, print_ in kept["inputs"])
        return Stamp(inputs, kept["code_version"], kept["model"], kept["note"], kept.get("content", ""))
