"""extract: length and levels of every clip with audio, and that audio stays in sync with the video."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.support.media.clips import WITH_AUDIO, Clip, long_ones_slow
from tests.support.media.derived_files import copy_with_hole, encode_beeps, probe_clip, remuxed, truncated_copy
from vindex_assets.failures import Permanent
from vindex_assets.media.audio.extract import SAMPLE_RATE, extract_audio

AAC_FRAME_S = 1024 / 48_000  # its encoder begins a block of sound at a whole frame
BEEP = np.full(SAMPLE_RATE, 9000, np.int16)


def read_back(path: Path) -> npt.NDArray[np.int16]:
    import av

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.layout.name, stream.codec_context.name) == (SAMPLE_RATE, "mono", "flac")
        blocks = [frame.to_ndarray().reshape(-1) for frame in container.decode(stream)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)


def wav(path: Path, samples: npt.NDArray[np.int16], *, channels: int = 1, rate: int = SAMPLE_RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


@pytest.mark.parametrize("clip", long_ones_slow(WITH_AUDIO))
def test_sound_has_its_length_at_16_khz_mono(clip: Clip, media: Path, tmp_path: Path) -> None:
    path = media / clip.path
    facts = extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    assert facts.seconds == pytest.approx(clip.audio_s, abs=0.01)
    assert facts.lost == 0
    assert len(read_back(tmp_path / "audio.flac")) / SAMPLE_RATE == facts.seconds


def test_digital_silence_has_no_peak(media: Path, tmp_path: Path) -> None:
    path = media / "video" / "intel_car-detection.mp4"
    facts = extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    assert (facts.peak_dbfs, facts.silence_share) == (None, 1.0)


def test_speech_has_a_peak_and_pauses(media: Path, tmp_path: Path) -> None:
    path = media / "audio" / "jfk.flac"
    facts = extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    assert facts.peak_dbfs == pytest.approx(-2.1, abs=0.2)
    assert 0 < facts.silence_share < 0.2
    assert facts.clipped_share == 0


def test_samples_at_16_khz_mono_are_kept_bit_for_bit(media: Path, tmp_path: Path) -> None:
    path = media / "audio" / "librivox_0880.wav"
    extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    with wave.open(str(path)) as file:
        before = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert (read_back(tmp_path / "audio.flac") == before).all()


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_a_second_at_any_rate_is_a_second_to_the_last_sample(rate: int, tmp_path: Path) -> None:
    """A resampler holds some samples back, which it gives at the end when it is asked for them."""
    path = wav(tmp_path / "second.wav", (8000 * np.sin(np.arange(rate) / 9)).astype(np.int16), rate=rate)
    extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    assert len(read_back(tmp_path / "audio.flac")) == SAMPLE_RATE


def test_both_channels_are_mixed(tmp_path: Path) -> None:
    left_only = np.stack([BEEP, np.zeros_like(BEEP)], axis=1)
    path = wav(tmp_path / "left.wav", left_only.reshape(-1), channels=2)
    extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    assert abs(int(read_back(tmp_path / "audio.flac")[SAMPLE_RATE // 2])) > 3000


@pytest.mark.parametrize(("clip", "late_s"), [("exo_ssa.mkv", 0.129), ("exo_srt.mkv", 0.062)])
def test_an_audio_stream_that_starts_late_begins_with_silence(
    clip: str, late_s: float, media: Path, tmp_path: Path
) -> None:
    path = media / "video" / clip
    extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    samples = read_back(tmp_path / "audio.flac")
    first = int(np.flatnonzero(samples)[0]) / SAMPLE_RATE
    assert late_s <= first < late_s + 0.1


@pytest.mark.parametrize(("suffix", "codec", "within_s"), [("mkv", "pcm_s16le", 0.001), ("mp4", "aac", AAC_FRAME_S)])
def test_every_beep_is_in_sync_with_the_video(suffix: str, codec: str, within_s: float, tmp_path: Path) -> None:
    """The sound begins after the picture, and is absent from the file between the beeps."""
    begins = [0.3, 1.5, 4.0]
    path = encode_beeps(tmp_path / f"beeps.{suffix}", begins, codec=codec)
    facts = extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    loud = np.flatnonzero(np.abs(read_back(tmp_path / "audio.flac")) > 6000) / SAMPLE_RATE
    onsets = [loud[0], *loud[1:][np.diff(loud) > 0.05]]
    assert onsets == pytest.approx(begins, abs=within_s)
    assert facts.seconds == pytest.approx(4.1, abs=within_s)
    assert facts.silence_share == pytest.approx(3.8 / 4.1, abs=0.01)


def test_a_damaged_part_becomes_silence_of_the_same_length(media: Path, tmp_path: Path) -> None:
    whole = remuxed(media / "audio" / "multilingual_en_de.mp3", tmp_path / "whole.mkv", kinds=["audio"])
    broken = copy_with_hole(whole, tmp_path / "holed.mkv", share=0.5, size=20_000)
    facts = extract_audio(broken, probe_clip(broken), tmp_path / "audio.flac")
    samples = read_back(tmp_path / "audio.flac")
    assert facts.seconds == pytest.approx(59.9, abs=0.2)
    assert np.abs(samples[31 * SAMPLE_RATE : 33 * SAMPLE_RATE]).max() == 0


def test_a_truncated_file_is_extracted_up_to_its_end(media: Path, tmp_path: Path) -> None:
    part = truncated_copy(media / "video" / "rabbit320_vp8.webm", tmp_path / "cut.webm", share=0.5)
    facts = extract_audio(part, probe_clip(part), tmp_path / "audio.flac")
    assert 2 < facts.seconds < 7


def test_a_stream_that_changes_its_format_is_extracted_to_the_end(tmp_path: Path) -> None:
    path = _two_shapes(tmp_path / "shapes.ts")
    facts = extract_audio(path, probe_clip(path), tmp_path / "audio.flac")
    assert round(facts.seconds * SAMPLE_RATE) == pytest.approx(2 * 38 * 1152 * SAMPLE_RATE / 44_100, abs=4)


def _two_shapes(path: Path) -> Path:
    """One second of mono, then one of stereo, in one MPEG-TS stream of MP2 frames."""
    from fractions import Fraction

    import av

    with av.open(str(path), "w", format="mpegts") as sink:
        first = sink.add_stream("mp2", rate=44_100, layout="mono")
        for layout, start in (("mono", 0.0), ("stereo", 1.0)):
            with av.open(str(path.with_suffix(f".{layout}.mp2")), "w", format="mp2") as scratch:
                encoder = scratch.add_stream("mp2", rate=44_100, layout=layout).codec_context
                packets = [p for n in range(38) for p in encoder.encode(_tone(n, layout))] + encoder.encode(None)
            for packet in packets:
                assert packet.pts is not None
                assert packet.time_base is not None
                packet.pts = packet.dts = packet.pts + round(start / packet.time_base)
                packet.stream = first
                packet.time_base = packet.time_base or Fraction(1, 44_100)
                sink.mux(packet)
    return path


def _tone(number: int, layout: str) -> Any:
    from fractions import Fraction

    import av

    channels = 1 if layout == "mono" else 2
    wave_form = (8000 * np.sin(np.arange(1152) / 10)).astype(np.int16).repeat(channels).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(wave_form, format="s16", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = 44_100, 1152 * number, Fraction(1, 44_100)
    return frame


def test_a_file_without_any_sound_that_can_be_decoded_is_refused(media: Path, tmp_path: Path) -> None:
    path = media / "audio" / "jfk.flac"
    manifest = probe_clip(path)
    broken = tmp_path / "broken.flac"
    data = bytearray(path.read_bytes())
    data[9000:] = bytes(len(data) - 9000)
    broken.write_bytes(data)
    with pytest.raises(Permanent, match="the audio stream holds no sound that can be decoded"):
        extract_audio(broken, manifest, tmp_path / "audio.flac")


def test_packets_without_a_channel_layout_are_lost(tmp_path: Path) -> None:
    path = wav(tmp_path / "many.wav", BEEP.repeat(247), channels=247)
    with pytest.raises(Permanent, match="the audio stream holds no sound that can be decoded"):
        extract_audio(path, probe_clip(path), tmp_path / "audio.flac")


def test_progress_goes_up_to_the_end(media: Path, tmp_path: Path) -> None:
    path = media / "audio" / "librivox_0880.wav"
    reported: list[float] = []
    extract_audio(path, probe_clip(path), tmp_path / "audio.flac", progress=reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(2.99)
