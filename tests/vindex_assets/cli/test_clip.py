"""clip: times as people write them; a file in its place, or a sentence."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from typer.testing import CliRunner

from tests.support.library.home import Home
from vindex_assets.cli import app
from vindex_assets.cli.clip import parse_time


@pytest.mark.parametrize(
    ("text", "seconds"), [("83.5", 83.5), ("1:23.5", 83.5), ("0:01:23.500", 83.5), ("1:00:00", 3600.0), ("0", 0.0)]
)
def test_times(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "1:", "a", "1:2:3:4", "-1", "1e3", "nan"])
def test_what_is_no_time_is_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is no time; allowed are"):
        parse_time(text)


@pytest.fixture
def film(home: Home) -> str:
    from vindex_assets.cli.ingest import run_due
    from vindex_search.contract.ids import video_id

    home.upload_film("team/tides.mp4", "The moon pulls the ocean towards itself.")
    run_due(home.instance, home.library, on_start=lambda *_: None)
    return video_id(home.library.bucket.name, "team/tides.mp4")


def test_a_clip_and_its_subtitles_are_written(film: str, tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    done = CliRunner().invoke(app, ["clip", film, "0:00.4", "1.6", "-o", str(target), "--subtitles", "separate"])
    assert (done.exit_code, done.stdout) == (0, f"{target}: tides, 0.400 to 1.600 s\n")
    with av.open(str(target)) as clip:
        assert len(list(clip.decode(video=0))) == 6
    assert target.with_suffix(".vtt").read_text().startswith("WEBVTT")
    assert sorted(path.name for path in tmp_path.glob("*clip*")) == ["clip.mp4", "clip.vtt"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("team--x-0123456789", "0", "1", "-o", "clip.mp4"), "there is no video 'team--x-0123456789' here"),
        (("team--x-0123456789", "0", "1", "-o", "clip.avi"), "allowed are .mp4, .m4a and .gif"),
    ],
)
def test_what_cannot_be_made_is_a_sentence(home: Home, arguments: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(app, ["clip", *arguments])
    assert (done.exit_code, says in done.stderr) == (1, True)
