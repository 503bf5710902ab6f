"""How far each asset is, told from stamps that were made as the pipeline makes them."""

from __future__ import annotations

import dataclasses

import pytest

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.asset_status import AssetStatus, StampInputs, asset_statuses

INPUTS = {
    "video": (),
    "frames": ("video",),
    "audio": ("video",),
    "transcript": ("video", "audio"),
    "screen_text": ("frames",),
    "frame_embeddings": ("frames",),
    "text_embeddings": ("transcript", "screen_text"),
    "index_points": ("frame_embeddings", "text_embeddings"),
}
SETTINGS = {"video": ("audio_language",), "frames": ("sampling",)}
OF_UPLOAD = {"video": ("upload",), "index_points": ("upload", "object_key", "uploaded_at")}
SIDECARS = (("t/a.en.vtt", "7"),)
TODAY = StampInputs("1", "t/a.mp4", "2026-01-01", SIDECARS, Settings())


def stamps(version: str = "1", sidecars: tuple[tuple[str, str], ...] = SIDECARS) -> dict[str, Stamp]:
    """The stamps of a video that was run to its end; whatever its version is, it holds the same bytes."""
    made: dict[str, Stamp] = {}
    upload = {"upload": version, "object_key": "t/a.mp4", "uploaded_at": "2026-01-01"}
    for asset, names in INPUTS.items():
        inputs = tuple((name, made[name].output_version) for name in names)
        inputs += tuple((name, upload[name]) for name in OF_UPLOAD.get(asset, ()))
        inputs += tuple((f"setting {name}", str(getattr(Settings(), name))) for name in SETTINGS.get(asset, ()))
        if asset == "transcript":
            inputs += tuple((f"sidecar {key}", was) for key, was in sidecars)
        made[asset] = Stamp(inputs, "1", content="bytes" if asset == "video" else "")
    return made


def named(states: dict[str, AssetStatus], status: AssetStatus) -> set[str]:
    return {asset for asset, is_ in states.items() if is_ == status}


def test_all_is_done_while_nothing_changes() -> None:
    states = asset_statuses(stamps(), TODAY, failed=None)
    assert list(states) == list(ARTEFACTS)
    assert set(states.values()) == {"done"}


def test_a_new_version_makes_everything_stale() -> None:
    newer = dataclasses.replace(TODAY, version="2")
    assert set(asset_statuses(stamps(), newer, failed=None).values()) == {"stale"}


def test_a_new_version_of_the_same_bytes_is_looked_at_and_published_anew_and_no_more() -> None:
    newer = dataclasses.replace(TODAY, version="2")
    looked_at = stamps() | {"video": stamps("2")["video"]}
    assert named(asset_statuses(looked_at, newer, failed=None), "stale") == {"index_points"}
    assert set(asset_statuses(stamps("2"), newer, failed=None).values()) == {"done"}


@pytest.mark.parametrize("change", [{"object_key": "t/b.mp4"}, {"uploaded_at": "2026-01-02"}, {"uploaded_at": None}])
def test_points_say_whose_they_are(change: dict[str, str | None]) -> None:
    other = StampInputs(**{**{name: getattr(TODAY, name) for name in TODAY.__slots__}, **change})
    assert named(asset_statuses(stamps(), other, failed=None), "stale") == {"index_points"}


def test_other_bytes_make_everything_below_stale() -> None:
    made = stamps() | {"video": dataclasses.replace(stamps()["video"], content="other")}
    assert named(asset_statuses(made, TODAY, failed=None), "done") == {"video"}


def test_a_new_transcript_leaves_the_pictures_alone() -> None:
    made = stamps() | {"transcript": Stamp(stamps()["transcript"].inputs, "2")}
    assert named(asset_statuses(made, TODAY, failed=None), "stale") == {"text_embeddings", "index_points"}


@pytest.mark.parametrize("sidecars", [(), (("t/a.en.vtt", "8"),), (*SIDECARS, ("t/a.de.vtt", "1"))])
def test_a_subtitle_file_that_changed_came_or_went_makes_the_transcript_stale(
    sidecars: tuple[tuple[str, str], ...],
) -> None:
    states = asset_statuses(stamps(), dataclasses.replace(TODAY, sidecars=sidecars), failed=None)
    assert named(states, "stale") == {"transcript", "text_embeddings", "index_points"}


def test_another_setting_makes_what_was_made_with_it_stale() -> None:
    other = dataclasses.replace(TODAY, settings=Settings(sampling="keyframes"))
    expected = {"frames", "screen_text", "frame_embeddings", "text_embeddings", "index_points"}
    assert named(asset_statuses(stamps(), other, failed=None), "stale") == expected


def test_what_failed_and_what_was_not_made() -> None:
    made = {asset: stamp for asset, stamp in stamps().items() if asset in {"video", "audio", "index_points"}}
    states = asset_statuses(made, TODAY, failed="frames")
    assert named(states, "failed") == {"frames"}
    assert named(states, "done") == {"video", "audio"}
    assert named(states, "stale") == {"index_points"}
    assert named(states, "waiting") == {"transcript", "screen_text", "frame_embeddings", "text_embeddings"}


def test_nothing_was_made_yet() -> None:
    assert set(asset_statuses({}, TODAY, failed=None).values()) == {"waiting"}
