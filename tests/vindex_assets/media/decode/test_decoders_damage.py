"""decode: what the three decoders do at damage: frames around it, lost packets counted, errors named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.media.derived_files import (
    copy_with_hole,
    probe_clip,
    remuxed,
    truncated_copy,
)
from tests.vindex_assets.media.decode.test_decoders import all_frames
from vindex_assets.media.decode.base import DecoderError
from vindex_assets.media.decode.decord import DecordDecoder
from vindex_assets.media.decode.gop import GopDecoder
from vindex_assets.media.decode.pyav import PyAvDecoder


def test_frames_before_and_after_damage_are_decoded_and_the_loss_is_counted(media: Path, tmp_path: Path) -> None:
    broken = copy_with_hole(media / "video" / "frog.mp4", tmp_path / "holed.mp4", share=0.5, size=20_000)
    decoder = PyAvDecoder(broken, probe_clip(broken))
    times = [frame.time_s for frame in all_frames(decoder)]
    assert decoder.losses().count > 0
    assert times[0] == 0.0
    assert times[-1] == pytest.approx(8.233, abs=0.01)
    assert len(times) < 248


def test_an_intact_file_has_no_lost_packets(media: Path) -> None:
    path = media / "video" / "googlework_tiny.mp4"
    decoder = PyAvDecoder(path, probe_clip(path))
    all_frames(decoder)
    assert decoder.losses().count == 0


def test_a_truncated_file_is_decoded_up_to_its_end(media: Path, tmp_path: Path) -> None:
    whole = remuxed(media / "video" / "elf.mp4", tmp_path / "w.mp4", kinds=["video"], movflags="faststart")
    part = truncated_copy(whole, tmp_path / "cut.mp4", share=0.6)
    times = [frame.time_s for frame in all_frames(PyAvDecoder(part, probe_clip(part)))]
    assert times[0] == 0.0
    assert 3 < times[-1] < 7


def test_errors_of_decord_name_no_memory_address(media: Path, tmp_path: Path) -> None:
    path = copy_with_hole(media / "video" / "psd_fades.mp4", tmp_path / "holed.mp4", share=0.5, size=8000)
    with pytest.raises(DecoderError) as trouble:
        all_frames(DecordDecoder(path, probe_clip(path)))
    assert str(trouble.value) == "decord: DECORDError"


@pytest.mark.parametrize("damage", ["hole", "bytes"])
def test_gop_decoding_fails_at_the_first_loss(damage: str, media: Path, tmp_path: Path) -> None:
    path = media / "video" / "corrupted.mp4"
    if damage == "hole":
        path = copy_with_hole(media / "video" / "frog.mp4", tmp_path / "holed.mp4", share=0.5, size=20_000)
    with pytest.raises(DecoderError, match="gop: "):
        all_frames(GopDecoder(path, probe_clip(path)))
