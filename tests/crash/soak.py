"""`make soak`: short videos with random kills, for some minutes; at the end the library equals the bucket.

python -m tests.crash.soak [--seconds N] [--videos N] [--seed N]
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.support.crash.soak.soak import soak
from tests.support.crash.subreaper import become_subreaper

SECONDS: Final = 600.0
VIDEOS: Final = 200


def main() -> None:
    """Run a soak in a scratch folder and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--videos", type=int, default=VIDEOS)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("the soak was ended from outside"))  # with all that it started
    become_subreaper()
    with tempfile.TemporaryDirectory(prefix="vindex-soak-") as folder:
        print(soak(Path(folder), seconds=asked.seconds, videos=asked.videos, seed=asked.seed))


if __name__ == "__main__":
    main()
