"""fast clips: not one bit of a frame is another, from the key frame before the start to a little behind the end."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.support.clips.cutting import cut, digests, shown
from vindex_search.clips.asked import ClipAsked

COPIED = (
    *("exo_rot180_dog_phone.mp4", "intel_bottle-detection.mp4", "psd_counter.mp4", "nasa_rotated.mp4"),
    *("exo_vfr_london_360p.mp4", "non_zero_start.mp4", "exo_ssa.mkv", "exo_sample.flv", "bbb_rotated_fragmented.mp4"),
)
ENCODED = {"bbb_mpeg2.ts": ["mpeg2video", "mp2"], "odd_size_vp9.mp4": ["vp9"], "testsrc2_mpeg4.avi": ["mpeg4"]}


@pytest.mark.parametrize("name", COPIED)
def test_every_frame_is_the_same_to_the_bit(media: Path, tmp_path: Path, name: str) -> None:
    film = media / "video" / name
    times = [at for at, _ in shown(film)]
    start, end = times[len(times) // 2], times[len(times) * 3 // 4]
    made = cut(film, tmp_path, ClipAsked(start, end, mode="fast"))
    first = min(range(len(times)), key=lambda number: abs(times[number] - made.facts["start_s"]))
    copied, original = digests(made.path), digests(film)
    assert made.facts["copied"]["picture"]
    assert made.facts["start_s"] <= start + 0.001
    assert copied == original[first : first + len(copied)]
    assert first + len(copied) >= len(times) * 3 // 4


@pytest.mark.parametrize("name", ["nasa_rotated.mp4", "exo_rot180_dog_phone.mp4", "rotated_270.mov"])
def test_the_rotation_is_kept(media: Path, tmp_path: Path, name: str) -> None:
    film = media / "video" / name
    made = cut(film, tmp_path, ClipAsked(0.0, 0.3, mode="fast"))
    with av.open(str(film)) as one, av.open(str(made.path)) as other:
        assert next(one.decode(video=0)).rotation == next(other.decode(video=0)).rotation != 0


def test_the_sample_aspect_ratio_is_kept(media: Path, tmp_path: Path) -> None:
    made = cut(media / "video" / "sar_2x1.mp4", tmp_path, ClipAsked(1.0, 1.5, mode="fast"))
    with av.open(str(made.path)) as clip:
        assert clip.streams.video[0].sample_aspect_ratio == 2


@pytest.mark.parametrize("name", ENCODED)
def test_what_mp4_players_do_not_know_is_encoded_and_named(media: Path, tmp_path: Path, name: str) -> None:
    made = cut(media / "video" / name, tmp_path, ClipAsked(0.2, 0.6, mode="fast"))
    assert made.facts["encoded"] == ENCODED[name]
    with av.open(str(made.path)) as clip:
        assert clip.streams.video[0].codec_context.name == "h264"
