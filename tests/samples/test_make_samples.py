from __future__ import annotations

from pathlib import Path

import pytest

from samples.drawing import Canvas, Scene, narration
from samples.make_samples import FILMS, Film, write_film
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_assets.media.subtitles.embedded import read_embedded
from vindex_assets.media.subtitles.read import read_sidecar

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
MAX_BYTES = 3_000_000  # bytes of all three: they are in every clone


def manifest(path: Path) -> VideoManifest:
    return probe(path, limits=MediaLimits(max_duration_s=600))


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_the_committed_film_is_the_one_that_the_script_makes(film: Film) -> None:
    found = manifest(SAMPLES / film.name)
    assert found.duration_s == pytest.approx(film.seconds, abs=0.2)
    assert (found.width, found.height) == (960, 540)
    assert (found.audio_stream is not None) == bool(film.track)
    assert bool(found.subtitle_streams) == bool(film.track)


def test_the_cues_of_the_tides_are_in_a_text_track() -> None:
    track = read_embedded(SAMPLES / "tides.mp4", manifest(SAMPLES / "tides.mp4"))
    assert [cue.text for cue in track.cues] == [cue.text for cue in FILMS[0].track]
    assert [cue.start_s for cue in track.cues] == pytest.approx([cue.start_s for cue in FILMS[0].track])
    assert track.language == "eng"


def test_the_cues_of_the_sourdough_are_in_a_sidecar() -> None:
    cues = read_sidecar(SAMPLES / "sourdough.en.vtt").cues
    assert [cue.text for cue in cues] == [cue.text for cue in FILMS[1].sidecar]


def test_the_films_are_small() -> None:
    assert sum((SAMPLES / film.name).stat().st_size for film in FILMS) < MAX_BYTES


def test_a_film_is_made_from_its_scenes(tmp_path: Path) -> None:
    def draw(canvas: Canvas, t: float) -> None:
        canvas.title("Hello", f"{t:.1f}")

    film = Film("x.mp4", [Scene(1, draw), Scene(1, draw)], track=narration([(1.0, "One two three.")]))
    made = manifest(write_film(film, tmp_path))
    assert made.duration_s == pytest.approx(2, abs=0.2)
    cues = read_embedded(tmp_path / "x.mp4", made).cues
    assert [(cue.text, cue.start_s) for cue in cues] == [("One two three.", 0.5)]
