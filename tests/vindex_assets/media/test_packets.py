"""packets: the table of real files, and of truncated ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.clips import RATES, WITH_VIDEO, Clip
from tests.support.media.derived_files import probe_clip, truncated_copy
from vindex_assets.media.packets import read_packet_table

CLIPS = [
    clip for clip in WITH_VIDEO if clip.name in {"frog.mp4", "hevc_counter.mp4", "exo_av1_aac.mp4", "nasa_13013.mp4"}
]


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_there_is_a_row_for_each_frame_with_its_time(clip: Clip, media: Path) -> None:
    manifest = probe_clip(media / clip.path)
    table = read_packet_table(media / clip.path, manifest.video_stream or 0)
    times = np.sort(table.seconds(table.pts[table.displayed])) - manifest.start_s
    assert len(times) == clip.frames
    assert [times[0], times[-1]] == pytest.approx([clip.first_s, clip.last_s], abs=0.01)
    assert table.keyframe[0]


@pytest.mark.parametrize("clip", WITH_VIDEO, ids=lambda clip: clip.name)
def test_key_frames_are_flagged(clip: Clip, media: Path) -> None:
    path = media / clip.path
    assert read_packet_table(path, probe_clip(path).video_stream or 0).keyframe.sum() == RATES[clip.name][1]


def test_a_truncated_file_is_read_up_to_its_end(media: Path, tmp_path: Path) -> None:
    whole = media / "video" / "rabbit320_vp8.webm"
    part = truncated_copy(whole, tmp_path / "cut.webm", share=0.5)
    assert 50 < len(read_packet_table(part, 0).pts) < len(read_packet_table(whole, 0).pts)
