"""No dependency writes into the user's home folder, telemetry included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

READ = """
import numpy as np
from vindex_assets.ocr.line_reader import LineReader
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.text_detection import detect_edges
picture = np.full((64, 64, 3), 255, np.uint8)
LineReader(open_engine()).read(picture, detect_edges(picture))
"""


def test_ocr_writes_nothing_into_the_home_folder(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", READ], env={**kept, "HOME": str(tmp_path)}, check=True, timeout=120)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
