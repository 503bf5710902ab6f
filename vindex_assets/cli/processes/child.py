"""Runs a module as a child process that ends when its parent does, whatever ended the parent."""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def main(parent: int, module: str, arguments: list[str]) -> None:
    """Have the kernel send SIGTERM at the parent's death, then run the module as `__main__`."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(f"the parent process {parent} ended before {module} started")
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
