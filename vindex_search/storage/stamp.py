"""Stamps: what an artefact was made from. An artefact whose stamp is unchanged is up to date and is not made again.

A stamp contains the output versions of its inputs, so that a change upstream (another upload, a new code version)
invalidates everything downstream and nothing else:

    video --output_version--> frames --output_version--> screen_text --> ...

The output version is the stamp's fingerprint, or a fingerprint of the content where that is known: then an upload that
was only touched or renamed invalidates nothing downstream.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

FINGERPRINT_LENGTH: Final = 16  # 64 bits: a collision among a billion stamps has odds of 3 in 100


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an artefact was made from; two stamps are equal if inputs, code version and model are.

    Attributes:
        inputs: Name and fingerprint of each input: artefacts, settings, facts of the upload.
        code_version: Version of the asset's code.
        model: Fingerprint of the model; empty where none is used.
        note: Findings of the run, such as why the artefact is absent or which decoder was used; not compared.
        content: Fingerprint of the artefact's content, where it is known; not compared.
    """

    inputs: tuple[tuple[str, str], ...]
    code_version: str
    model: str = ""
    note: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    content: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """16 hex digits over inputs, code version and model."""
        identity = json.dumps([self.inputs, self.code_version, self.model], sort_keys=True)
        return hashlib.sha256(identity.encode()).hexdigest()[:FINGERPRINT_LENGTH]

    @property
    def output_version(self) -> str:
        """The fingerprint that the stamps of downstream artefacts contain."""
        return self.content or self.fingerprint

    def with_note(self, note: dict[str, Any]) -> Stamp:
        """The same stamp with another note."""
        return replace(self, note=note)

    def to_json(self) -> str:
        """The JSON that is stored beside or inside the artefact."""
        stamp = {"inputs": self.inputs, "code_version": self.code_version, "model": self.model, "note": self.note}
        return json.dumps({**stamp, "content": self.content} if self.content else stamp)

    @staticmethod
    def from_json(text: str | bytes) -> Stamp:
        """Parse what `to_json` wrote; the first versions wrote no `content`."""
        stamp = json.loads(text)
        return Stamp(
            inputs=tuple((name, fingerprint) for name, fingerprint in stamp["inputs"]),
            code_version=stamp["code_version"],
            model=stamp["model"],
            note=stamp["note"],
            content=stamp.get("content", ""),
        )
