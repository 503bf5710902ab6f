"""asset_status: statuses derived from stamps as the pipeline writes them."""

from __future__ import annotations

import dataclasses

import pytest

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.transcript_origin import recognised_by
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
    "chapters": ("video", "screen_text", "text_embeddings"),
    "index_points": ("frame_embeddings", "text_embeddings", "chapters"),
}
SETTINGS = {"video": ("audio_language",), "frames": ("sampling",)}
UPLOAD_INPUTS = {"video": ("upload",), "index_points": ("upload", "object_key", "uploaded_at")}
SIDECARS = (("t/a.en.vtt", "7"),)
CURRENT = StampInputs("1", "t/a.mp4", "2026-01-01", SIDECARS, Settings(), "whisperx")


def stamps(version: str = "1", sidecars: tuple[tuple[str, str], ...] = SIDECARS) -> dict[str, Stamp]:
    """The stamps of a video that was run to its end; whatever its version is, it holds the same bytes."""
    made: dict[str, Stamp] = {}
    upload = {"upload": version, "object_key": "t/a.mp4", "uploaded_at": "2026-01-01"}
    for asset, names in INPUTS.items():
        inputs = tuple((name, made[name].output_version) for name in names)
        inputs += tuple((name, upload[name]) for name in UPLOAD_INPUTS.get(asset, ()))
        inputs += tuple((f"setting {name}", str(getattr(Settings(), name))) for name in SETTINGS.get(asset, ()))
        if asset == "transcript":
            inputs += tuple((f"sidecar {key}", version_) for key, version_ in sidecars)
        made[asset] = Stamp(inputs, "1", content="bytes" if asset == "video" else "")
    return made


def with_status(statuses: dict[str, AssetStatus], status: AssetStatus) -> set[str]:
    return {asset for asset, found in statuses.items() if found == status}


def test_all_is_done_while_nothing_changes() -> None:
    statuses = asset_statuses(stamps(), CURRENT, failed=None)
    assert list(statuses) == list(ARTEFACTS)
    assert set(statuses.values()) == {"done"}


def test_a_new_version_makes_everything_stale() -> None:
    newer = dataclasses.replace(CURRENT, version="2")
    assert set(asset_statuses(stamps(), newer, failed=None).values()) == {"stale"}


def test_a_new_version_with_the_same_content_only_republishes() -> None:
    newer = dataclasses.replace(CURRENT, version="2")
    probed = stamps() | {"video": stamps("2")["video"]}
    assert with_status(asset_statuses(probed, newer, failed=None), "stale") == {"index_points"}
    assert set(asset_statuses(stamps("2"), newer, failed=None).values()) == {"done"}


@pytest.mark.parametrize("change", [{"object_key": "t/b.mp4"}, {"uploaded_at": "2026-01-02"}, {"uploaded_at": None}])
def test_points_depend_on_object_key_and_upload_time(change: dict[str, str | None]) -> None:
    other = StampInputs(**{**{name: getattr(CURRENT, name) for name in CURRENT.__slots__}, **change})
    assert with_status(asset_statuses(stamps(), other, failed=None), "stale") == {"index_points"}


def test_other_content_makes_everything_downstream_stale() -> None:
    made = stamps() | {"video": dataclasses.replace(stamps()["video"], content="other")}
    assert with_status(asset_statuses(made, CURRENT, failed=None), "done") == {"video"}


def test_a_new_transcript_leaves_the_frames_done() -> None:
    made = stamps() | {"transcript": Stamp(stamps()["transcript"].inputs, "2")}
    assert with_status(asset_statuses(made, CURRENT, failed=None), "stale") == {
        "text_embeddings",
        "chapters",
        "index_points",
    }


@pytest.mark.parametrize("sidecars", [(), (("t/a.en.vtt", "8"),), (*SIDECARS, ("t/a.de.vtt", "1"))])
def test_a_changed_added_or_removed_subtitle_file_makes_the_transcript_stale(
    sidecars: tuple[tuple[str, str], ...],
) -> None:
    statuses = asset_statuses(stamps(), dataclasses.replace(CURRENT, sidecars=sidecars), failed=None)
    assert with_status(statuses, "stale") == {"transcript", "text_embeddings", "chapters", "index_points"}


@pytest.mark.parametrize(
    "sidecars", [(*SIDECARS, ("t/a.chapters.vtt", "1")), (*SIDECARS, ("t/a.en.chapters.vtt", "1"))]
)
def test_a_new_chapter_file_is_no_reason_to_hear_a_film_again(sidecars: tuple[tuple[str, str], ...]) -> None:
    statuses = asset_statuses(stamps(), dataclasses.replace(CURRENT, sidecars=sidecars), failed=None)
    assert with_status(statuses, "stale") == {"chapters", "index_points"}


def test_a_changed_setting_makes_its_assets_stale() -> None:
    other = dataclasses.replace(CURRENT, settings=Settings(sampling="keyframes"))
    expected = {"frames", "screen_text", "frame_embeddings", "text_embeddings", "chapters", "index_points"}
    assert with_status(asset_statuses(stamps(), other, failed=None), "stale") == expected


def test_failed_and_waiting_assets() -> None:
    made = {asset: stamp for asset, stamp in stamps().items() if asset in {"video", "audio", "index_points"}}
    statuses = asset_statuses(made, CURRENT, failed="frames")
    assert with_status(statuses, "failed") == {"frames"}
    assert with_status(statuses, "done") == {"video", "audio"}
    assert with_status(statuses, "stale") == {"index_points"}
    waiting = {"transcript", "screen_text", "frame_embeddings", "text_embeddings", "chapters"}
    assert with_status(statuses, "waiting") == waiting


def test_without_stamps_all_is_waiting() -> None:
    assert set(asset_statuses({}, CURRENT, failed=None).values()) == {"waiting"}


@pytest.mark.parametrize(
    ("made_by", "recogniser", "stale"),
    [
        ("pocketsphinx", "whisperx", True),
        ("pocketsphinx", "pocketsphinx", False),
        ("whisperx", "whisperx", False),
        ("whisperx", "pocketsphinx", False),
    ],
)
def test_a_transcript_of_the_stand_in_is_stale_once_the_recogniser_is_here(
    made_by: str, recogniser: str, stale: bool
) -> None:
    made = stamps()
    made["transcript"] = made["transcript"].with_note({"origin": recognised_by(made_by)})
    current = dataclasses.replace(CURRENT, recogniser=recogniser)
    found = with_status(asset_statuses(made, current, failed=None), "stale")
    assert found == ({"transcript", "text_embeddings", "chapters", "index_points"} if stale else set())
