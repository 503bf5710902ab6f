"""description: a changed sidecar is read, embedded and published, and nothing is decoded, heard or read for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import ONE, SPOKEN, indexed_library, open_copied_home
from tests.support.media.films import backdated
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli.ingest import run_due
from vindex_assets.completeness.expected_points import expected_counts
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.uploads.removal.delete import forget_videos
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.description.record import DescriptionRecord
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ChannelsRecord, IndexedRecord
from vindex_search.models.text import TextEncoder
from vindex_search.settings import settings
from vindex_search.videos.asset_status import StampInputs, asset_statuses, read_stamps
from vindex_search.videos.video import get_video

TALK: dict[str, Any] = {"title": "Springtide at Dover", "description": "Why the sea rises.", "tags": ["coast"]}
REMADE = {"text_embeddings", "chapters", "index_points"}


@pytest.fixture
def indexed(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of one film with subtitles, indexed."""
    with open_copied_home(indexed_library(session_cache, SPOKEN), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the text encoder is given, as it is given them."""
    texts: list[str] = []
    real: Callable[..., Any] = TextEncoder.encode_passages

    def encode_passages(encoder: TextEncoder, passages: Sequence[str], **options: Any) -> Any:
        texts.extend(passages)
        return real(encoder, passages, **options)

    monkeypatch.setattr(TextEncoder, "encode_passages", encode_passages)
    return texts


def film_of(home: Home) -> str:
    return video_id(home.library.bucket.name, ONE)


def describe(home: Home, said: dict[str, Any] | str, suffix: str = ".json") -> Path:
    """Put a describing file beside the film and work on what is due."""
    file = (home.uploads / ONE).with_suffix(suffix)
    file.write_text(said if isinstance(said, str) else json.dumps(said))
    backdated(file)
    run_due(home.instance, home.library, on_start=lambda *_: None)
    return file


def made_assets(home: Home) -> set[str]:
    """The assets whose artefacts the newest run made itself."""
    made = set()
    for asset in POLICIES:
        newest = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[film_of(home)])
        (record,) = home.instance.fetch_materializations(newest, limit=1).records
        assert record.asset_materialization is not None
        if not record.asset_materialization.metadata["reused"].value:
            made.add(asset)
    return made


def points_of(home: Home) -> list[tuple[str, str, float]]:
    rows = home.library.store.read_table(film_of(home), POINTS).filter(pl_text()).iter_rows(named=True)
    return sorted((row["channel"], row["text"], row["start_s"]) for row in rows)


def pl_text() -> Any:
    import polars as pl

    return pl.col("text").is_not_null() & (pl.col("start_s") == 0) & (pl.col("channel") == "screen")


def test_a_new_description_is_published_without_decoding_hearing_or_reading(
    indexed: Home, embedded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(VideoTask, "run_in_child", lambda _task, function, *_: calls.append(function))
    describe(indexed, TALK)
    assert made_assets(indexed) == REMADE
    assert calls == []
    assert embedded == ["Springtide at Dover", "Why the sea rises."]
    assert points_of(indexed) == [("screen", "Springtide at Dover", 0.0), ("screen", "Why the sea rises.", 0.0)]


def test_a_changed_description_embeds_what_is_new_in_it(indexed: Home, embedded: list[str]) -> None:
    describe(indexed, TALK)
    embedded.clear()
    describe(indexed, {**TALK, "title": "Neap tide at Dover", "people": ["Ada"]})
    assert embedded == ["Neap tide at Dover"]
    assert [text for _, text, _ in points_of(indexed)] == ["Neap tide at Dover", "Why the sea rises."]


def test_facts_alone_load_no_model(indexed: Home, embedded: list[str]) -> None:
    describe(indexed, {"people": ["Ada"]})
    assert (made_assets(indexed), embedded) == (REMADE, [])


def test_vectors_of_texts_that_stayed_stay(indexed: Home) -> None:
    def spoken() -> list[list[float]]:
        table = indexed.library.store.read_table(film_of(indexed), POINTS)
        return [row["text_vector"] for row in table.iter_rows(named=True) if row["channel"] == "speech"]

    before = spoken()
    describe(indexed, TALK)
    np.testing.assert_array_equal(spoken(), before)


def test_a_removed_description_is_forgotten(indexed: Home, embedded: list[str]) -> None:
    file = describe(indexed, TALK)
    embedded.clear()
    file.unlink()
    run_due(indexed.instance, indexed.library, on_start=lambda *_: None)
    assert (points_of(indexed), embedded) == ([], [])
    assert not indexed.library.store.has_record(film_of(indexed), DescriptionRecord)


def test_a_hostile_file_is_a_note_and_the_video_is_indexed(indexed: Home) -> None:
    describe(indexed, "a: &a [*a]", suffix=".yaml")
    upload = get_video(indexed.library.store, film_of(indexed))
    record = indexed.library.store.read_record(film_of(indexed), IndexedRecord)
    assert upload is not None
    assert record is not None
    assert (record.revision, [note.code for note in record.notes]) == (upload.revision, ["description_unreadable"])


def test_of_several_files_the_most_trusted_counts(indexed: Home) -> None:
    (indexed.uploads / ONE).with_suffix(".nfo").write_text("<movie><title>Film</title><plot>Plot</plot></movie>")
    describe(indexed, {"title": "Own"})
    assert [text for _, text, _ in points_of(indexed)] == ["Own", "Plot"]


def test_its_texts_are_expected_of_a_complete_video(indexed: Home) -> None:
    describe(indexed, TALK)
    store, film = indexed.library.store, film_of(indexed)
    counts = store.read_record(film, ChannelsRecord)
    assert counts is not None
    assert all(count.missing == 0 for count in counts.channels.values())
    assert expected_counts(store, indexed.library.models, film)["screen"] >= 2


def test_every_asset_is_up_to_date_afterwards(indexed: Home) -> None:
    describe(indexed, TALK)
    video = get_video(indexed.library.store, film_of(indexed))
    assert video is not None
    sources = StampInputs(video.version, video.object_key, video.uploaded_at, video.sidecars, settings(), "whisperx")
    states = asset_statuses(read_stamps(indexed.library.store, film_of(indexed)), sources, failed=None)
    assert set(states.values()) == {"done"}


def test_a_description_that_was_not_read_yet_is_stale(indexed: Home) -> None:
    video = get_video(indexed.library.store, film_of(indexed))
    assert video is not None
    sidecars = (*video.sidecars, ("team/one.json", "1"))
    sources = StampInputs(video.version, video.object_key, video.uploaded_at, sidecars, settings(), "whisperx")
    states = asset_statuses(read_stamps(indexed.library.store, film_of(indexed)), sources, failed=None)
    assert {asset for asset, state in states.items() if state == "stale"} == REMADE


def test_its_tags_are_those_of_its_points(indexed: Home) -> None:
    describe(indexed, TALK)
    tags = indexed.library.store.read_table(film_of(indexed), POINTS)["tags"].to_list()
    assert tags == [["coast"]] * len(tags)


def test_a_deleted_video_takes_its_description_with_it(indexed: Home) -> None:
    file = describe(indexed, TALK)
    forget_videos(indexed.instance, indexed.library, [film_of(indexed)], uploads=True)
    assert not file.exists()
    assert not indexed.library.store.has_record(film_of(indexed), DescriptionRecord)
    assert indexed.library.store.published() == {}


def test_a_video_that_is_renamed_with_its_description_keeps_it(indexed: Home) -> None:
    file = describe(indexed, TALK)
    (indexed.uploads / ONE).rename(indexed.uploads / "team" / "renamed.mp4")
    file.rename(file.with_name("renamed.json"))
    for _ in range(2):  # the new one comes, the old one goes
        run_due(indexed.instance, indexed.library, on_start=lambda *_: None)
    (renamed,) = (get_video(indexed.library.store, name) for name in indexed.library.store.published())
    assert renamed is not None
    assert (renamed.title, renamed.status) == ("Springtide at Dover", "indexed")
