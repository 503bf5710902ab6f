"""child_tasks: what the functions of the child write, for intact and for damaged files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.support.media.clips import EXPECTED_ROWS, WITH_VIDEO, Clip, long_ones_slow
from tests.support.media.derived_files import probe_clip, remuxed
from vindex_assets.failures import Permanent
from vindex_assets.media import child_tasks
from vindex_assets.media.frames.picture_files import FRAMES_FOLDER, STORYBOARD_FILE
from vindex_search import sandbox
from vindex_search.contract.notes import from_values
from vindex_search.contract.tables import FRAMES_SCHEMA


def ignore(_: float) -> None:
    """Progress that is not needed."""


def rows(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / FRAMES_FOLDER / "*.parquet")


def test_frames_and_storyboard_are_written_in_a_sandbox(media: Path, tmp_path: Path) -> None:
    path = media / "video" / "psd_counter.mp4"
    reported: list[float] = []
    arguments = (str(path), probe_clip(path).to_dict(), str(tmp_path), "content")
    found = sandbox.run_sandboxed(
        child_tasks.write_frames,
        *arguments,
        deadline_s=60,
        progress=reported.append,
        readable=[path],
        writable=tmp_path,
    )
    table = rows(tmp_path)
    assert table.schema == FRAMES_SCHEMA
    assert table["start_s"].to_list() == pytest.approx([0, 1, 2])
    assert (tmp_path / STORYBOARD_FILE).read_text().count("#xywh=") == 3
    assert (tmp_path / "storyboard" / "000.jpg").read_bytes()[:2] == b"\xff\xd8"
    assert (found["decoder"], found["kept"], found["lost_packets"]) == ("pyav-gop", 3, 0)
    assert reported[-1] == pytest.approx(2.8, abs=0.1)


@pytest.mark.parametrize("clip", long_ones_slow(WITH_VIDEO))
def test_rows_of_a_clip_cover_it_from_its_first_picture_to_its_end(clip: Clip, media: Path, tmp_path: Path) -> None:
    path = media / clip.path
    decoder, least, most = EXPECTED_ROWS[clip.name]
    found = child_tasks.write_frames(str(path), probe_clip(path).to_dict(), str(tmp_path), "content", ignore)
    table = rows(tmp_path)
    assert found["decoder"] == decoder
    assert least <= found["kept"] == len(table) <= most
    assert table["start_s"][0] == pytest.approx(clip.first_s, abs=0.01)
    assert table["end_s"][-1] == pytest.approx(clip.duration_s, abs=0.05)
    assert table["start_s"][1:].to_list() == table["end_s"][:-1].to_list()
    assert (table["start_s"] < table["end_s"]).all()
    assert [note.code for note in from_values(found)] == (["frames_lost"] if clip.name == "corrupted.mp4" else [])


def test_audio_is_written_in_a_sandbox(media: Path, tmp_path: Path) -> None:
    path = media / "video" / "googlework_tiny.mp4"
    arguments = (str(path), probe_clip(path).to_dict(), str(tmp_path))
    facts = sandbox.run_sandboxed(
        child_tasks.write_audio, *arguments, deadline_s=60, readable=[path], writable=tmp_path
    )
    assert facts["seconds"] == pytest.approx(3.85, abs=0.01)
    assert from_values(facts) == ()
    assert (tmp_path / child_tasks.AUDIO_FILE).read_bytes()[:4] == b"fLaC"


def test_where_the_fast_decoder_fails_pyav_starts_over_and_counts_what_is_lost(media: Path, tmp_path: Path) -> None:
    path = media / "video" / "corrupted.mp4"
    arguments = (str(path), probe_clip(path).to_dict(), str(tmp_path), "content")
    found = sandbox.run_sandboxed(
        child_tasks.write_frames, *arguments, deadline_s=60, readable=[path], writable=tmp_path
    )
    assert found["decoder"] == "pyav"
    assert rows(tmp_path)["start_s"][0] == 0.0
    assert found["lost_packets"] > 0
    assert found["pictures_until_s"] == pytest.approx(4.5, abs=0.5)


def test_decoding_in_one_thread_keeps_the_same_frames(media: Path, tmp_path: Path) -> None:
    path = media / "video" / "psd_counter.mp4"
    arguments = (str(path), probe_clip(path).to_dict())
    for name in ("fast", "slow"):
        (tmp_path / name).mkdir()
    fast = child_tasks.write_frames(*arguments, str(tmp_path / "fast"), "content", ignore)
    slow = child_tasks.write_frames_sequentially(*arguments, str(tmp_path / "slow"), "content", ignore)
    assert (fast.pop("decoder"), slow.pop("decoder")) == ("pyav-gop", "pyav")
    assert fast == slow
    assert rows(tmp_path / "fast").equals(rows(tmp_path / "slow"))


def test_a_truncated_file_lasts_as_long_as_its_packets_and_is_said_to_be_cut_off(media: Path, tmp_path: Path) -> None:
    whole = remuxed(media / "video" / "elf.mp4", tmp_path / "whole.mp4", kinds=["video"], movflags="faststart")
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * 0.6)])
    manifest = probe_clip(whole)
    found = child_tasks.write_frames(str(whole), manifest.to_dict(), str(tmp_path), "content", ignore)
    assert manifest.duration_s == pytest.approx(5.5, abs=0.1)
    assert found["pictures_until_s"] == pytest.approx(manifest.duration_s, abs=0.2)
    assert [note.text for note in manifest.notes] == [
        "the file states 8.0 s, its packets last 5.5 s",
        f"the file is cut off: {int(len(data) * 0.6)} of {_end_of_content(data)} bytes are there",
    ]


def _end_of_content(data: bytes) -> int:
    at = data.rindex(b"mdat") - 4
    return at + int.from_bytes(data[at : at + 4], "big")


def test_a_stream_without_one_good_frame_is_refused(media: Path, tmp_path: Path) -> None:
    path = remuxed(media / "video" / "frog.mp4", tmp_path / "mute.mp4", kinds=["video"], movflags="faststart")
    manifest = probe_clip(path)
    data = path.read_bytes()
    start = data.index(b"mdat") + 4
    path.write_bytes(data[:start] + bytes(len(data) - start))
    with pytest.raises(Permanent, match="the video stream holds no frame that can be decoded"):
        child_tasks.write_frames(str(path), manifest.to_dict(), str(tmp_path), "content", ignore)
