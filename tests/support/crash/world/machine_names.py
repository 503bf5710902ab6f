"""What a machine and the test that starts it agree on; who imports the machine itself becomes one."""

from __future__ import annotations

from typing import Final

POINT: Final = "CRASH_AT"  # environment variable: the crash point at which all processes end
FOLDER: Final = "CRASH_FOLDER"  # environment variable: where that is written down
MODULE: Final = "tests.support.crash.world.machine"  # which its code server and its workers import
