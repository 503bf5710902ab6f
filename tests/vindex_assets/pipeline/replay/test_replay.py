"""replay: every asset made again from its inputs, compared with what is stored, and nothing of the library touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import SPOKEN, indexed_library, open_copied_home
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli.activity.replay import STEPS
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.replay.replay import ReplayRefused, needed_assets, replay
from vindex_search.contract.artefacts import AUDIO, FRAMES, POINTS, SCREEN_TEXT, TRANSCRIPT, VIDEO
from vindex_search.storage.store import Store


@pytest.fixture(scope="module")
def indexed(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A film with subtitles, indexed; read only but for what a test puts back."""
    with open_copied_home(indexed_library(session_cache, SPOKEN), tmp_path_factory.mktemp("replay") / "home") as home:
        yield home


@pytest.fixture
def video_id(indexed: Home) -> str:
    return next(iter(indexed.library.store.video_ids()))


def files(root: Path) -> dict[str, tuple[str, int, int]]:
    """Every file below a folder: the digest of its bytes, when it was written, and its links."""
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            stat = path.stat()
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest(), stat.st_mtime_ns, stat.st_nlink
    return found


def test_every_asset_has_a_step() -> None:
    assert list(STEPS) == list(POLICIES)


@pytest.mark.parametrize("asset", STEPS)
def test_the_same_inputs_give_the_same_bits_and_the_library_stays_as_it_is(
    indexed: Home, video_id: str, asset: str, tmp_path: Path
) -> None:
    before = files(indexed.path / "store") | files(indexed.uploads)
    found = replay(indexed.library, STEPS[asset], video_id, tmp_path)
    assert found.differences == ()
    assert POLICIES[asset].artefact in found.identical
    assert found.made_from == ()
    assert files(indexed.path / "store") | files(indexed.uploads) == before


def test_frames_are_compared_with_their_storyboard(indexed: Home, video_id: str, tmp_path: Path) -> None:
    assert "storyboard.vtt" in replay(indexed.library, STEPS["frames"], video_id, tmp_path).identical


@pytest.fixture
def changed(indexed: Home, video_id: str) -> Iterator[Store]:
    """The store, whose artefacts are put back as they were."""
    store = indexed.library.store
    kept = {path: path.read_bytes() for path in (indexed.path / "store" / "videos").rglob("*") if path.is_file()}
    yield store
    for path, data in kept.items():
        path.write_bytes(data)


def rewrite(store: Store, video_id: str, artefact: str, *columns: pl.Expr) -> None:
    """Change columns of a stored table, under the same stamp."""
    stamp = store.stamp(video_id, artefact)
    assert stamp is not None
    store.write_table(video_id, artefact, store.read_table(video_id, artefact).with_columns(*columns), stamp)


def test_texts_and_numbers_that_differ_are_named(indexed: Home, changed: Store, video_id: str, tmp_path: Path) -> None:
    rewrite(changed, video_id, TRANSCRIPT, pl.lit("The tide goes out.").alias("text"), pl.col("start_s") + 0.25)
    found = replay(indexed.library, STEPS["transcript"], video_id, tmp_path)
    assert found.differences[:3] == (
        "transcript.parquet: column start_s: 2 of 2 rows differ, by 0.25 at most",
        "transcript.parquet: column text: 2 of 2 rows differ",
        "transcript.parquet:   row 0: 'The tide goes out.' stored, 'The tide comes in.' now",
    )


def test_rows_that_are_missing_are_counted(indexed: Home, changed: Store, video_id: str, tmp_path: Path) -> None:
    stamp = changed.stamp(video_id, POINTS)
    assert stamp is not None
    changed.write_table(video_id, POINTS, changed.read_table(video_id, POINTS).head(0), stamp)
    assert replay(indexed.library, STEPS["index_points"], video_id, tmp_path).differences[0] == (
        "points.parquet: rows: 0 stored, 1 now"
    )


def test_other_bytes_are_placed(indexed: Home, changed: Store, video_id: str, tmp_path: Path) -> None:
    name = "storyboard/000.jpg"
    path = Path(str(changed.path(video_id, name)))
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    (line,) = replay(indexed.library, STEPS["frames"], video_id, tmp_path).differences
    assert line == f"{name}: other bytes from byte 100 on; {len(data)} bytes stored, {len(data)} now"


def test_what_it_was_made_from_is_compared_too(
    indexed: Home, changed: Store, video_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vindex_search.settings import settings

    monkeypatch.setenv("VINDEX_AUDIO_LANGUAGE", "de")
    settings.cache_clear()
    try:
        made_from = replay(indexed.library, STEPS["video"], video_id, tmp_path).made_from
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert made_from == ("made from setting audio_language:  stored, de now",)


@pytest.mark.parametrize(("asset", "missing"), [("index_points", "text_embeddings"), ("screen_text", "frames")])
def test_inputs_that_are_missing_are_named(
    indexed: Home, changed: Store, video_id: str, tmp_path: Path, asset: str, missing: str
) -> None:
    changed.remove_artefact(video_id, POLICIES[missing].artefact)
    with pytest.raises(ReplayRefused, match=f"{asset} is made from {missing}, which {video_id} does not have yet"):
        replay(indexed.library, STEPS[asset], video_id, tmp_path)


def test_without_a_stored_artefact_there_is_nothing_to_compare(
    indexed: Home, changed: Store, video_id: str, tmp_path: Path
) -> None:
    changed.remove_artefact(video_id, SCREEN_TEXT)
    with pytest.raises(ReplayRefused, match="has no screen_text yet"):
        replay(indexed.library, STEPS["screen_text"], video_id, tmp_path)


@pytest.mark.parametrize("unknown", ["team--none-0123456789", "../team", ""])
def test_an_unknown_video_is_named(indexed: Home, tmp_path: Path, unknown: str) -> None:
    with pytest.raises(ReplayRefused, match="there is no video"):
        replay(indexed.library, STEPS["video"], unknown, tmp_path)


def test_an_upload_that_is_gone_is_said_so(indexed: Home, video_id: str, tmp_path: Path) -> None:
    film = next(indexed.uploads.rglob("*.mp4"))
    film.rename(film.with_suffix(".away"))
    try:
        with pytest.raises(RuntimeError, match="cannot be made again: the upload is no longer in the bucket"):
            replay(indexed.library, STEPS["frames"], video_id, tmp_path)
    finally:
        film.with_suffix(".away").rename(film)


def test_an_asset_needs_its_inputs_and_the_probe() -> None:
    assert [POLICIES[name].artefact for name in needed_assets("transcript")] == [VIDEO, AUDIO]
    assert [POLICIES[name].artefact for name in needed_assets("screen_text")] == [VIDEO, FRAMES]
    assert needed_assets("video") == ()
