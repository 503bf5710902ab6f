from __future__ import annotations

import subprocess
import sys

from tests.support.library.home import Home


def test_an_invalid_setting_is_one_sentence_that_names_it(home: Home) -> None:
    environment = {**home.environment, "VINDEX_MODELS": "best"}
    command = [sys.executable, "-m", "vindex_assets.cli", "videos"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "VINDEX_MODELS='best': Input should be 'offline' or 'standard'" in done.stderr
