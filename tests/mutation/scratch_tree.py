"""A copy of the checkout in which files may be broken, and the process that runs its tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from tests.support.session.checkout import CHECKOUT, SHARED

FORK_SERVER: Final = Path(__file__).with_name("fork_server.py")
PASSED: Final = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of tests ended: pytest's exit status (negative: killed for time or memory) and its seconds."""

    code: int
    wall_s: float

    @property
    def passed(self) -> bool:
        """Whether no test noticed anything."""
        return self.code == PASSED


class ScratchTree:
    """The files that git knows or does not ignore, copied into a folder of their own, with `shared/` beside them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "vindex"
        _copy_checkout(self.root)
        (folder / "shared").symlink_to(SHARED)
        self._server = subprocess.Popen(
            [sys.executable, str(FORK_SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(self.root), "VINDEX_TEST_REQUIRE": "1"},
        )

    def run(self, tests: Sequence[Path], timeout_s: float) -> Outcome:
        """Run test files with the tree as it is now."""
        request = {"tree": str(self.root), "tests": [str(test) for test in tests], "timeout_s": timeout_s}
        print(json.dumps(request), file=self._pipe(self._server.stdin), flush=True)
        return Outcome(**json.loads(self._pipe(self._server.stdout).readline()))

    def last_output(self) -> str:
        """What the last run printed."""
        return (self.root.parent / "last-run.txt").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End the process that runs the tests."""
        self._pipe(self._server.stdin).close()
        self._server.wait()

    @staticmethod
    def _pipe(stream: IO[str] | None) -> IO[str]:
        assert stream is not None, "opened as a pipe"
        return stream


def _copy_checkout(root: Path) -> None:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    for name in filter(None, names):
        if (CHECKOUT / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, root / name)
