"""What people do to the uploads meanwhile: films come, are deleted and are renamed."""

from __future__ import annotations

import os
import random
import struct
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

WORKSPACES = ("team", "other", "third")


@dataclass
class Uploaders:
    """Changes the folder of uploads.

    Attributes:
        uploads: The folder.
        film: A film; each upload is one with other bytes behind it.
        chance: Decides.
        left: How many films are to be uploaded still.
        done: What was done, and how often.
    """

    uploads: Path
    film: bytes
    chance: random.Random
    left: int
    done: Counter[str] = field(default_factory=Counter)

    def upload(self) -> None:
        """Upload a film, complete at once."""
        if self.left:
            self.left -= 1
            self._write(self.uploads / self.chance.choice(WORKSPACES) / f"{self.left:03}.mp4")
            self.done["uploads"] += 1

    def change_something(self) -> None:
        """Upload, delete, replace or rename a film."""
        films = sorted(self.uploads.rglob("*.mp4"))
        (change,) = self.chance.choices((self.upload, self._delete, self._replace, self._rename), (6, 1, 1, 1))
        if change == self.upload:
            self.upload()
        elif films:
            change(self.chance.choice(films))  # type: ignore[call-arg]  # all but `upload` take a film

    def _delete(self, film: Path) -> None:
        film.unlink()
        self.done["deletes"] += 1

    def _replace(self, film: Path) -> None:
        self._write(film)
        self.done["replacements"] += 1

    def _rename(self, film: Path) -> None:
        film.rename(film.with_name(f"{film.stem}-renamed.mp4"))
        self.done["renames"] += 1

    def _write(self, path: Path) -> None:
        """Write a film under another name and move it there, dated a minute ago, with a box of its own at the end."""
        path.parent.mkdir(parents=True, exist_ok=True)
        own = uuid.UUID(int=self.chance.getrandbits(128)).bytes
        draft = path.with_name(f".{path.name}")
        draft.write_bytes(self.film + struct.pack(">I4s", 8 + len(own), b"free") + own)
        facts = draft.stat()
        os.utime(draft, (facts.st_atime - 60, facts.st_mtime - 60))
        draft.replace(path)
