"""Ground truth about every clip in ../shared/media, for the tests of probe, decoders and audio."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pytest

DAMAGED = "the file is damaged or cut off: its index cannot be read"
NO_MEDIA = "the file is not a video or audio file that can be read"
NO_FRAMES = "nothing in the file can be decoded: it holds no frames"


@dataclass(frozen=True)
class Clip:
    """A readable clip: FFmpeg's container, duration, display size, kinds of streams, frames with first and last time.

    Without video `frames` is None and the size is 0; `audio_s` is the length of the audio track from player time zero.
    """

    name: str
    container: str
    duration_s: float
    width: int = 0
    height: int = 0
    streams: str = "v"
    frames: int | None = None
    first_s: float = 0.0
    last_s: float = 0.0
    audio_s: float | None = None
    rotation: int = 0

    @property
    def path(self) -> str:
        """Below shared/media."""
        return f"{'audio' if self.frames is None and self.container in {'wav', 'mp3', 'flac'} else 'video'}/{self.name}"


CLIPS = (
    Clip("airplane_failing_audio.mp4", "mov", 11.233, 640, 360, "va", 280, 0.0, 11.16, 11.23),
    Clip("av1_video.mkv", "matroska", 5.0, 640, 360, "v", 125, 0.0, 4.96),
    Clip("bbb_0_30_vp8.webm", "matroska", 30.003, 1280, 720, "va", 720, 0.0, 29.96, 30.02),
    Clip("bbb_mpeg2.ts", "mpegts", 2.513, 1920, 1080, "va", 58, 0.011, 2.469, 2.513),
    Clip("bbb_rotated_fragmented.mp4", "mov", 2.005, 1080, 1920, "va", 45, 0.083, 1.917, 2.005, 90),
    Clip("chaplin.mp4", "mov", 9.64, 640, 360, "va", 241, 0.0, 9.6, 9.61),
    Clip("corrupted.mp4", "mov", 5.0, 1280, 720, "v", 49, 0.0, 4.9),
    Clip("derived_lecture_dev.mp4", "mov", 97.0, 1280, 720, "va", 970, 0.0, 96.9, 97.01),
    Clip("elf.mp4", "mov", 8.033, 720, 480, "va", 241, 0.0, 8.0, 8.01),
    Clip("exo_av1_aac.mp4", "mov", 1.088, 1080, 720, "va", 30, 0.0, 0.968, 1.088),
    Clip("exo_portrait.mp4", "mov", 1.088, 720, 1080, "va", 30, 0.0, 0.968, 1.045),
    Clip("exo_rot180_dog_phone.mp4", "mov", 4.972, 1280, 720, "va", 149, 0.0, 4.938, 4.969, 180),
    Clip("exo_sample.flv", "flv", 1.136, 1080, 720, "va", 30, 0.0, 0.967, 1.09),
    Clip("exo_srt.mkv", "matroska", 1.071, 1080, 720, "vas", 30, 0.0, 0.967, 1.07),
    Clip("exo_ssa.mkv", "matroska", 1.139, 1080, 720, "vas", 30, 0.067, 1.034, 1.139),
    Clip("exo_vfr_london_360p.mp4", "mov", 17.063, 640, 360, "va", 512, 0.0, 17.03, 17.02),
    Clip("frog.mp4", "mov", 8.267, 720, 480, "va", 248, 0.0, 8.233, 8.24),
    Clip("googlework_tiny.mp4", "mov", 3.867, 320, 180, "va", 58, 0.0, 3.8, 3.85),
    Clip("grid_bbaf2n.mpg", "mpeg", 2.98, 360, 288, "va", 75, 0.0, 2.96, 2.978),
    Clip("grid_brbk7n.mpg", "mpeg", 2.98, 360, 288, "va", 75, 0.0, 2.96, 2.978),
    Clip("grid_lwbsza.mpg", "mpeg", 2.98, 360, 288, "va", 75, 0.0, 2.96, 2.978),
    Clip("grid_pwij3p.mpg", "mpeg", 2.98, 360, 288, "va", 75, 0.0, 2.96, 2.978),
    Clip("grid_swwp2s.mpg", "mpeg", 2.98, 360, 288, "va", 75, 0.0, 2.96, 2.978),
    Clip("hevc_counter.mp4", "mov", 10.0, 1920, 1080, "va", 300, 0.0, 9.967, 10.005),
    Clip("intel_asl_book.mkv", "matroska", 3.666, 640, 480, "v", 109, 0.0, 3.6),
    Clip("intel_bottle-detection.mp4", "mov", 39.855, 640, 360, "v", 1189, 0.0, 39.82),
    Clip("intel_car-detection.mp4", "mov", 30.16, 768, 432, "va", 377, 0.0, 30.08, 30.165),
    Clip("nasa_13013.mp4", "mov", 13.056, 320, 180, "vasvas", 325, 0.0, 12.96, 13.056),
    Clip("nasa_rotated.mp4", "mov", 0.567, 270, 480, "v", 17, 0.0, 0.534, None, 270),
    Clip("no_duration.webm", "matroska", 4.938, 1280, 720, "va", 74, 0.0, 4.872, 4.86),
    Clip("non_zero_start.mp4", "mov", 0.4, 200, 112, "v", 12, 0.0, 0.366),
    Clip("odd_size_vp9.mp4", "mov", 1.0, 321, 241, "v", 25, 0.0, 0.96),
    Clip("psd_counter.mp4", "mov", 3.0, 1920, 1080, "v", 30, 0.0, 2.9),
    Clip("psd_delayed_start.mp4", "mov", 0.96, 480, 320, "v", 24, 0.0, 0.92),
    Clip("psd_fades.mp4", "mov", 10.0, 480, 320, "v", 250, 0.0, 9.96),
    Clip("psd_testvideo.mp4", "mov", 24.023, 1280, 720, "v", 720, 0.0, 23.99),
    Clip("rabbit320_vp8.webm", "matroska", 7.8, 320, 240, "va", 234, 0.0, 7.767, 7.78),
    Clip("red_5frames.mp4", "mov", 5.0, 1, 1, "v", 5, 0.0, 4.0),
    Clip("rotated_270.mov", "mov", 0.1, 320, 568, "v", 3, 0.0, 0.067, None, 270),
    Clip("rotated_90.mov", "mov", 0.1, 320, 568, "v", 3, 0.0, 0.067, None, 90),
    Clip("sar_2x1.mp4", "mov", 5.0, 1280, 360, "v", 150, 0.0, 4.967),
    Clip("screenrec_browser_noduration.mkv", "matroska", 35.229, 1920, 1080, "v", 745, 0.0, 35.196),
    Clip("simpl_palms_vp8.webm", "matroska", 30.106, 480, 270, "va", 900, 0.0, 29.997, 30.11),
    Clip("simpl_vp9_webrtc.webm", "matroska", 37.88, 1280, 720, "v", 947, 0.0, 37.84),
    Clip("smpte_timecode.mp4", "mov", 10.048, 1920, 1080, "va", 251, 0.0, 10.0, 10.048),
    Clip("testsrc2_mpeg4.avi", "avi", 1.0, 1280, 720, "v", 30, 0.0, 0.967),
    Clip("tiny_audio_only_0frames.mp4", "mov", 0.046, 0, 0, "a", audio_s=0.046),
    Clip("two_aac_tracks_no_video.mp4", "mov", 5.013, 0, 0, "aa", audio_s=5.013),
    Clip("unordered_4frames.mov", "mov", 0.125, 50, 50, "v", 4, 0.0, 0.094),
    Clip("ami_dev00.wav", "wav", 30.0, 0, 0, "a", audio_s=30.0),
    Clip("jfk.flac", "flac", 11.0, 0, 0, "a", audio_s=11.0),
    Clip("librivox_0870.wav", "wav", 7.1, 0, 0, "a", audio_s=7.1),
    Clip("librivox_0880.wav", "wav", 2.99, 0, 0, "a", audio_s=2.99),
    Clip("librivox_0890.wav", "wav", 5.3, 0, 0, "a", audio_s=5.3),
    Clip("mp3_with_cover.mp3", "mp3", 1.019, 0, 0, "av", audio_s=1.007),
    Clip("multilingual_en_de.mp3", "mp3", 59.9, 0, 0, "a", audio_s=59.9),
    Clip("silence.wav", "wav", 1.0, 0, 0, "a", audio_s=1.0),
    Clip("song_paulallen.mp3", "mp3", 181.375, 0, 0, "av", audio_s=181.37),
    Clip("stereo_two_speakers.wav", "wav", 5.0, 0, 0, "a", audio_s=5.0),
    Clip("two_speakers_sample.wav", "wav", 30.0, 0, 0, "a", audio_s=30.0),
)

REFUSED = {
    "derived_nasa_truncated60.mp4": DAMAGED,
    "not_a_video.mp4": NO_MEDIA,
    "tiny_0frames.avi": NO_FRAMES,
    "tiny_eof.flv": DAMAGED,
}

LONG_S: Final = 25.0


def long_ones_slow(clips: Iterable[Clip]) -> list[Any]:
    """Clips as parameters of a test, those longer than LONG_S with the slow tests."""
    return [
        pytest.param(clip, id=clip.name, marks=[pytest.mark.slow] if clip.duration_s > LONG_S else []) for clip in clips
    ]


WITH_VIDEO = tuple(clip for clip in CLIPS if clip.frames is not None)
WITH_AUDIO = tuple(clip for clip in CLIPS if clip.audio_s is not None)

# The decoder of each clip, and the smallest and largest number of kept frames. Exact for cards and slides; elsewhere a
# bound: at least one row per shot and per five seconds of motion, and not many more.
EXPECTED_ROWS = {
    "airplane_failing_audio.mp4": ("pyav-gop", 3, 5),
    "av1_video.mkv": ("pyav-gop", 1, 1),
    "bbb_0_30_vp8.webm": ("decord", 8, 14),
    "bbb_mpeg2.ts": ("pyav", 2, 2),
    "bbb_rotated_fragmented.mp4": ("pyav-gop", 1, 1),
    "chaplin.mp4": ("pyav-gop", 2, 2),
    "corrupted.mp4": ("pyav", 2, 2),
    "derived_lecture_dev.mp4": ("pyav-gop", 5, 5),
    "elf.mp4": ("pyav-gop", 2, 2),
    "exo_av1_aac.mp4": ("pyav-gop", 1, 1),
    "exo_portrait.mp4": ("pyav-gop", 1, 1),
    "exo_rot180_dog_phone.mp4": ("pyav-gop", 1, 1),
    "exo_sample.flv": ("pyav-gop", 1, 1),
    "exo_srt.mkv": ("pyav-gop", 1, 1),
    "exo_ssa.mkv": ("pyav-gop", 1, 1),
    "exo_vfr_london_360p.mp4": ("pyav-gop", 3, 5),
    "frog.mp4": ("pyav-gop", 2, 2),
    "googlework_tiny.mp4": ("pyav-gop", 3, 3),
    "grid_bbaf2n.mpg": ("pyav", 1, 1),
    "grid_brbk7n.mpg": ("pyav", 2, 2),
    "grid_lwbsza.mpg": ("pyav", 3, 3),
    "grid_pwij3p.mpg": ("pyav", 2, 2),
    "grid_swwp2s.mpg": ("pyav", 3, 3),
    "hevc_counter.mp4": ("pyav-gop", 2, 2),
    "intel_asl_book.mkv": ("pyav-gop", 2, 2),
    "intel_bottle-detection.mp4": ("pyav-gop", 9, 15),
    "intel_car-detection.mp4": ("pyav-gop", 10, 17),
    "nasa_13013.mp4": ("pyav-gop", 4, 7),
    "nasa_rotated.mp4": ("pyav-gop", 1, 1),
    "no_duration.webm": ("pyav-gop", 1, 1),
    "non_zero_start.mp4": ("pyav-gop", 1, 1),
    "odd_size_vp9.mp4": ("pyav-gop", 1, 1),
    "psd_counter.mp4": ("pyav-gop", 3, 3),
    "psd_delayed_start.mp4": ("pyav", 1, 1),
    "psd_fades.mp4": ("decord", 4, 7),
    "psd_testvideo.mp4": ("pyav-gop", 8, 14),
    "rabbit320_vp8.webm": ("decord", 2, 2),
    "red_5frames.mp4": ("pyav-gop", 3, 3),
    "rotated_270.mov": ("pyav-gop", 1, 1),
    "rotated_90.mov": ("pyav-gop", 1, 1),
    "sar_2x1.mp4": ("pyav-gop", 1, 1),
    "screenrec_browser_noduration.mkv": ("pyav-gop", 12, 19),
    "simpl_palms_vp8.webm": ("decord", 4, 8),
    "simpl_vp9_webrtc.webm": ("pyav-gop", 6, 10),
    "smpte_timecode.mp4": ("pyav-gop", 2, 2),
    "testsrc2_mpeg4.avi": ("pyav", 1, 1),
    "unordered_4frames.mov": ("pyav-gop", 1, 1),
}

# Declared frame rate and number of key frames, by ffprobe: stream=r_frame_rate and packet=flags.
RATES = {
    "airplane_failing_audio.mp4": (25.0, 3),
    "av1_video.mkv": (25.0, 1),
    "bbb_0_30_vp8.webm": (24.0, 10),
    "bbb_mpeg2.ts": (24.0, 12),
    "bbb_rotated_fragmented.mp4": (24.0, 1),
    "chaplin.mp4": (25.0, 1),
    "corrupted.mp4": (10.0, 1),
    "derived_lecture_dev.mp4": (10.0, 6),
    "elf.mp4": (30.0, 2),
    "exo_av1_aac.mp4": (29.97, 1),
    "exo_portrait.mp4": (29.97, 1),
    "exo_rot180_dog_phone.mp4": (29.97, 5),
    "exo_sample.flv": (60.0, 1),
    "exo_srt.mkv": (60.0, 1),
    "exo_ssa.mkv": (60.0, 1),
    "exo_vfr_london_360p.mp4": (30.006, 4),
    "frog.mp4": (30.0, 2),
    "googlework_tiny.mp4": (15.0, 3),
    "grid_bbaf2n.mpg": (25.0, 7),
    "grid_brbk7n.mpg": (25.0, 7),
    "grid_lwbsza.mpg": (25.0, 7),
    "grid_pwij3p.mpg": (25.0, 7),
    "grid_swwp2s.mpg": (25.0, 7),
    "hevc_counter.mp4": (30.0, 2),
    "intel_asl_book.mkv": (30.0, 1),
    "intel_bottle-detection.mp4": (29.833, 5),
    "intel_car-detection.mp4": (12.5, 7),
    "nasa_13013.mp4": (25.0, 2),
    "nasa_rotated.mp4": (29.97, 1),
    "no_duration.webm": (14.985, 1),
    "non_zero_start.mp4": (30.0, 1),
    "odd_size_vp9.mp4": (25.0, 1),
    "psd_counter.mp4": (10.0, 1),
    "psd_delayed_start.mp4": (25.0, 23),
    "psd_fades.mp4": (25.0, 243),
    "psd_testvideo.mp4": (29.97, 4),
    "rabbit320_vp8.webm": (30.0, 1),
    "red_5frames.mp4": (1.0, 1),
    "rotated_270.mov": (30.0, 1),
    "rotated_90.mov": (30.0, 1),
    "sar_2x1.mp4": (30.0, 1),
    "screenrec_browser_noduration.mkv": (29.25, 8),
    "simpl_palms_vp8.webm": (29.97, 8),
    "simpl_vp9_webrtc.webm": (25.0, 1),
    "smpte_timecode.mp4": (25.0, 17),
    "testsrc2_mpeg4.avi": (30.0, 3),
    "unordered_4frames.mov": (32.0, 1),
}

# Number of packets of clips with packets that cannot be decoded.
PACKETS = {"corrupted.mp4": 50}
