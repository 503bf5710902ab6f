"""The standard model set from upload to search result, with its real loading code and tiny random models.

Their output has no meaning. The test shows that WhisperX, E5 and SigLIP 2 are found in a folder, loaded offline, run,
and published to their own collection.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from huggingface_hub import constants

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import index_all
from tests.support.media.films import backdated
from tests.support.models.standard_set import STANDARD
from vindex_search.contract.artefacts import FRAME_EMBEDDINGS, TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.models.active_set import open_store
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.settings import settings


def test_speech_and_frames_become_searchable(
    home: Home, standard_models: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_MODELS", "standard")
    monkeypatch.setenv("VINDEX_MODELS_DIR", str(standard_models))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    settings.cache_clear()
    colours = home.upload_film("team/colours.mp4")
    sound = home.uploads / "team" / "reading.wav"
    shutil.copy(media / "audio" / "librivox_0880.wav", sound)
    backdated(sound)
    reading = video_id(home.library.bucket.name, "team/reading.wav")
    index_all(home)
    store = open_store(home.library.settings, STANDARD)
    assert set(store.published()) == {colours, reading}
    assert len(store.read_table(colours, FRAME_EMBEDDINGS)) == 2
    transcript = store.stamp(reading, TRANSCRIPT)
    assert transcript is not None
    assert transcript.note["origin"] == "speech recognition (whisperx)"
    service = SearchService(home.library.settings)
    service.open_index()
    try:
        service.load(follow=False)
        answer = service.search(SearchRequest("a red boat on the sea"), limit=10)
    finally:
        service.close()
    assert answer.model_set == "standard"
    assert any("visual" in moment.channels for moment in answer.moments)
    collections = [path.name for path in (home.path / "index").iterdir() if path.is_dir()]
    assert collections == [f"vindex-{STANDARD.fingerprint}"]
