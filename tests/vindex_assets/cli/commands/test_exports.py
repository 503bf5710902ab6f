"""Commands that give out: captions as the HTTP API gives them, and a data set that other readers read."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import duckdb
import polars as pl
import pytest

from tests.support.library.command_line import invoke
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import index_all
from vindex_search.contract.ids import video_id
from vindex_search.export.columns import schema_of
from vindex_search.export.table_names import TABLES


@pytest.fixture
def tides(home: Home) -> str:
    """The id of a video with subtitles."""
    home.upload_film("team/tides.mp4", "The moon pulls the ocean.")
    home.upload_film("other/bread.mp4", "Put the loaf into a hot oven.")
    index_all(home)
    return video_id(home.library.bucket.name, "team/tides.mp4")


def test_captions_in_every_form(tides: str, tmp_path: Path) -> None:
    assert "WEBVTT" in invoke("captions", tides).stdout
    assert "00:00:00,000 --> " in invoke("captions", tides, "--format", "srt").stdout
    target = tmp_path / "tides.ttml"
    assert invoke("captions", tides, "--format", "ttml", "--output", str(target)).exit_code == 0
    assert "The moon pulls the ocean." in "".join(ElementTree.parse(target).getroot().itertext())


def test_captions_of_no_video_are_a_sentence(home: Home) -> None:
    refused = invoke("captions", "team--nothing-0123456789")
    assert refused.exit_code == 1
    assert "there is no video 'team--nothing-0123456789' in the library" in " ".join(refused.stderr.split())


def test_a_library_is_exported_with_the_moments_of_an_answer(tides: str, tmp_path: Path) -> None:
    done = invoke("export", str(tmp_path / "out"), "--query", "moon and ocean")
    assert done.exit_code == 0, done.stderr
    assert "passages: 2 rows" in done.stdout
    for table in (*TABLES, "moments"):
        assert pl.read_parquet(tmp_path / "out" / table / "*.parquet").schema == schema_of(table)
    best = f"SELECT video_id FROM '{tmp_path}/out/moments/*.parquet' ORDER BY rank LIMIT 1"
    assert duckdb.execute(best).fetchall() == [(tides,)]
    assert "config_name: moments" in (tmp_path / "out" / "README.md").read_text()


def test_an_export_is_narrowed_to_workspaces_and_tables(tides: str, tmp_path: Path) -> None:
    invoke("export", str(tmp_path / "out"), "--workspace", "other", "--what", "videos,passages")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["README.md", "passages", "videos"]
    assert pl.read_parquet(tmp_path / "out" / "videos" / "*.parquet")["title"].to_list() == ["bread"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--what", "keys"], "there is no table 'keys'"),
        (["--workspace", "A B"], "workspace 'A B' is not valid"),
        (["--query", "x", "--tag", "a"], "--query searches one --workspace or all"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence(home: Home, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    refused = invoke("export", str(tmp_path / "out"), *arguments)
    assert refused.exit_code == 1
    assert sentence in " ".join(refused.stderr.split())
