"""What the library takes by its suffix is opened by the bundled FFmpeg and probed, with the suffix and without one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from av.format import ContainerFormat

from tests.support.media.derived_files import probe_clip
from tests.support.media.formats.written import COLOURS, FORMATS, SECONDS, Format, make_format
from vindex_assets.media.container import FORMAT_WHITELIST
from vindex_assets.media.decode import open_decoder
from vindex_search.common.content_sniffing import HEAD_BYTES, is_media
from vindex_search.contract.media_types import MEDIA_SUFFIXES

SLACK_S: Final = 0.15  # encoders add a packet of silence in front or behind
MAX_COLOUR_ERROR: Final = 40  # of 255: colours are stored at half or a quarter of the resolution
FAST: Final = (
    ".mxf",
    ".vob",
    ".asf",
    ".3g2",
    ".wtv",
    ".y4m",
    ".rm",
    ".obu",
    ".mka",
    ".wma",
    ".m4b",
    ".aif",
    ".caf",
    ".amr",
)
FORMATS_WITH_PICTURES: Final = (
    ".mxf",
    ".gxf",
    ".dv",
    ".mjpeg",
    ".h264",
    ".hevc",
)  # whose decoders are used nowhere else here

# Pictures, subtitles, descriptions of a stream, and what nobody has named a file for years.
NO_FILMS: Final = {
    ".avif",
    ".heic",
    ".heif",
    ".mpo",
    ".mks",
    ".vtt",
    ".webvtt",
    ".ism",
    ".psp",
    ".apl",
    ".mac",
    ".h26l",
}

SUFFIXES: dict[Format, list[str]] = {}
for _suffix, _format in FORMATS.items():
    SUFFIXES.setdefault(_format, []).append(_suffix)


def by_first_suffix() -> list[object]:
    """Each format once, under its first suffix; those that are seldom met with the slow tests."""
    return [
        pytest.param(found, suffixes, id=suffixes[0], marks=[] if suffixes[0] in FAST else [pytest.mark.slow])
        for found, suffixes in SUFFIXES.items()
    ]


@pytest.mark.parametrize(("made", "suffixes"), by_first_suffix())
def test_a_file_of_the_format_is_probed_under_every_name(made: Format, suffixes: list[str], tmp_path: Path) -> None:
    data = make_format(tmp_path / f"film{suffixes[0]}", made).read_bytes()
    for suffix in (*suffixes, ""):
        path = tmp_path / f"other{suffix}"
        path.write_bytes(data)
        manifest = probe_clip(path)
        assert abs(manifest.duration_s - SECONDS) <= SLACK_S
        assert (manifest.video_stream is not None, manifest.audio_stream is not None) == (
            bool(made.video),
            bool(made.audio),
        )
        assert is_media(data[:HEAD_BYTES], suffix or suffixes[0]), "as an upload over HTTP"


@pytest.mark.parametrize("suffix", FORMATS_WITH_PICTURES)
def test_the_pictures_are_those_that_were_encoded(suffix: str, tmp_path: Path) -> None:
    path = make_format(tmp_path / f"film{suffix}", FORMATS[suffix])
    frames = list(open_decoder(path, probe_clip(path)).frames(max_fps=1.0, short_side=144))
    assert [round(frame.time_s) for frame in frames] == list(range(SECONDS))
    for frame, colour in zip(frames, COLOURS, strict=True):
        assert abs(frame.image[-4:, 8:-8].mean(axis=(0, 1)) - colour).max() < MAX_COLOUR_ERROR


def test_every_suffix_that_ffmpeg_names_for_an_allowed_format_is_taken() -> None:
    named = {f".{name}" for one in FORMAT_WHITELIST.split(",") for name in ContainerFormat(one, "r").extensions}
    assert named - MEDIA_SUFFIXES == NO_FILMS


def test_a_file_of_a_speech_corpus_is_probed(tmp_path: Path) -> None:
    head = (
        "NIST_1A\n   1024\nchannel_count -i 1\nsample_rate -i 16000\nsample_n_bytes -i 2\nsample_byte_format -s2 01\n"
    )
    head += "sample_count -i 32000\nsample_sig_bits -i 16\nend_head\n"
    (tmp_path / "speech.sph").write_bytes(head.encode().ljust(1024) + bytes(64_000))
    assert probe_clip(tmp_path / "speech.sph").duration_s == SECONDS
