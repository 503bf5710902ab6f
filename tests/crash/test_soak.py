"""The soak in its short form: processes are killed at random, and the library ends equal to the bucket."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.session.checkout import CHECKOUT

SECONDS = 40  # with kills and changes for 24 of them; what is left to do then takes as long as it takes
VIDEOS = 8
DEADLINE_S = 1500


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S)
def test_after_kills_at_random_the_library_equals_the_bucket() -> None:
    command = [sys.executable, "-m", "tests.crash.soak", "--seconds", str(SECONDS), "--videos", str(VIDEOS)]
    soak = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert soak.returncode == 0, soak.stderr[-4000:]
    assert "in library and bucket" in soak.stdout
