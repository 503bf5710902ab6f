"""The standard model set from upload to search result, with its real loading code and tiny random models.

Their output has no meaning. The test shows that WhisperX, E5 and SigLIP 2 are found in a folder, loaded offline, run,
and published to their own collection.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.library.home import Home
from tests.support.media.films import make_film
from tests.support.models.standard_set import STANDARD
from vindex_search.contract.artefacts import FRAME_EMBEDDINGS, TRANSCRIPT
from vindex_search.models.active_set import open_store


def test_speech_and_frames_become_searchable(home: Home, standard_models: Path, media: Path, tmp_path: Path) -> None:
    make_film(tmp_path / "in" / "colours.mp4")
    shutil.copy(media / "audio" / "librivox_0880.wav", tmp_path / "in" / "reading.wav")
    environment = {
        **home.environment,
        **{"VINDEX_MODELS": "standard", "VINDEX_MODELS_DIR": str(standard_models), "HF_HUB_OFFLINE": "1"},
    }

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "vindex_assets.cli", *arguments]
        return subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=250, check=False)

    done = command("ingest", str(tmp_path / "in"))
    assert done.returncode == 0, done.stdout + done.stderr
    store = open_store(home.library.settings, STANDARD)
    colours, reading = sorted(store.video_ids())
    assert len(store.read_table(colours, FRAME_EMBEDDINGS)) == 2
    transcript = store.stamp(reading, TRANSCRIPT)
    assert transcript is not None
    assert transcript.note["origin"] == "speech recognition (whisperx)"
    answer = json.loads(command("search", "a red boat on the sea", "--json").stdout)
    assert answer["model_set"] == "standard"
    assert any("visual" in moment["channels"] for moment in answer["moments"])
    collections = [path.name for path in (home.path / "index").iterdir() if path.is_dir()]
    assert collections == [f"vindex-{STANDARD.fingerprint}"]
