"""make: segments of a film of the bucket, by a child in the sandbox, each told of when it is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.clips.probed import probed_film
from tests.support.library.home import Home
from vindex_search.clips.preview.make import Stretch, make_stretch
from vindex_search.sandbox.failures import Transient


@pytest.mark.slow
def test_segments_are_told_of_in_order(home: Home, media: Path, tmp_path: Path) -> None:
    video = probed_film(home, "team/film.mp4", media / "video" / "exo_vfr_london_360p.mp4")
    told: list[str] = []
    make_stretch(
        home.library.store,
        home.library.bucket,
        Stretch(video, 2, 3),
        tmp_path,
        lambda made: told.append(made.name) if made else None,
    )
    assert told == ["2.m4s", "3.m4s", "4.m4s"]


def test_an_upload_that_was_replaced_is_not_previewed(home: Home, media: Path, tmp_path: Path) -> None:
    video = probed_film(home, "team/film.mp4", media / "video" / "exo_portrait.mp4")
    (home.uploads / "team/film.mp4").write_bytes(b"another")
    with pytest.raises(Transient, match="replaced or removed"):
        make_stretch(home.library.store, home.library.bucket, Stretch(video, 0, 1), tmp_path, lambda _: None)
