"""overlays: how many of the overlays of drawn films have a kept frame, and that no others are kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.media.derived_files import probe_clip
from tests.support.media.overlays.backgrounds import BACKGROUNDS
from tests.support.media.overlays.film import OverlayFilm, recalled
from tests.support.media.overlays.sample import make_film, make_typed_line
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder
from vindex_assets.media.frames.sampling import Sampling, sample_frames
from vindex_assets.media.manifest import VideoManifest

GOAL = 0.95
LOW_RATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("libx264", {"crf": "38", "preset": "veryfast"}),
    ("mpeg4", {"qmin": "14", "qmax": "20", "b": "150000"}),
)


def kept_s(decoder: Decoder, manifest: VideoManifest) -> list[float]:
    return [frame.start_s for frame in sample_frames(decoder, manifest, sampling=Sampling())]


def recall(films: Iterable[tuple[OverlayFilm, list[float]]]) -> float:
    found = [one for film, times in films for one in recalled(film.overlays, times)]
    return sum(found) / len(found)


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_each_overlay_has_a_frame(background: str) -> None:
    film = make_film(background, 7, overlays=2)
    assert all(recalled(film.overlays, kept_s(film, film.manifest())))


def test_a_line_that_is_typed_has_a_frame_when_it_is_complete() -> None:
    film = make_typed_line()
    assert recalled(film.overlays[-1:], kept_s(film, film.manifest())) == [True]


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_without_overlays_no_more_frames_are_kept(background: str, monkeypatch: pytest.MonkeyPatch) -> None:
    film = OverlayFilm(background, 3, (), 6.0)
    kept = kept_s(film, film.manifest())
    monkeypatch.setattr(f"{Sampling.__module__}.OverlayDetector", lambda: None)
    assert kept == kept_s(film, film.manifest())


@pytest.mark.slow
def test_95_of_100_overlays_have_a_frame() -> None:
    films = [make_film(background, seed) for background in BACKGROUNDS for seed in range(4)]
    assert recall((film, kept_s(film, film.manifest())) for film in films) >= GOAL


@pytest.mark.slow
@pytest.mark.parametrize(("codec", "options"), LOW_RATES, ids=[codec for codec, _ in LOW_RATES])
def test_95_of_100_overlays_have_a_frame_at_a_low_bit_rate(codec: str, options: dict[str, str], tmp_path: Path) -> None:
    films = [
        make_film(background, 100) for background in ("slow pan", "hand-held", "talking head", "confetti", "water")
    ]
    paths = [film.encode(tmp_path / f"{n}.mkv", codec=codec, **options) for n, film in enumerate(films)]
    kept = [kept_s(open_decoder(path, probe_clip(path)), probe_clip(path)) for path in paths]
    assert recall(zip(films, kept, strict=True)) >= GOAL
