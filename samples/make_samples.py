"""Draws the three films of the demo: `python -m samples.make_samples [FOLDER]`, about a minute."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.subtitles.subtitle import SubtitleSet

from samples import locks, sourdough, tides
from samples.drawing import HEIGHT, WIDTH, Canvas, Cue, Scene

FPS: Final = 12
QUALITY: Final = "24"  # x264's rate factor: flat colours stay flat
SOUND_RATE: Final = 16_000
MILLISECONDS: Final = Fraction(1, 1000)
# An empty script with one style, which the encoder of the text track requires.
ASS_HEADER: Final = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline,\
 StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@dataclass(frozen=True, slots=True)
class Film:
    """A film: file name, scenes, cues of its text track and of its subtitle file."""

    name: str
    scenes: Sequence[Scene]
    track: Sequence[Cue] = ()
    sidecar: Sequence[Cue] = ()

    @property
    def seconds(self) -> float:
        """Length of the film."""
        return sum(scene.seconds for scene in self.scenes)


FILMS: Final = (
    Film("tides.mp4", tides.SCENES, track=tides.CUES),
    Film("sourdough.mp4", sourdough.SCENES, sidecar=sourdough.CUES),
    Film("locks.mp4", locks.SCENES),
)


def write_film(film: Film, folder: Path) -> Path:
    """Write a film, and its subtitle file where it has one; returns the film's path."""
    path = folder / film.name
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as sink:
        video: Any = sink.add_stream("libx264", rate=FPS, options={"crf": QUALITY, "preset": "slow"})
        video.width, video.height, video.pix_fmt, video.gop_size = WIDTH, HEIGHT, "yuv420p", FPS * 4
        text: Any = _text_track(sink) if film.track else None
        sound: Any = sink.add_stream("aac", rate=SOUND_RATE, layout="mono") if film.track else None
        _encode_video(sink, video, film)
        if text:
            _encode_surf(sink, sound, film.seconds)
            _encode_cues(sink, text, film.track)
    if film.sidecar:
        path.with_suffix(".en.vtt").write_text(webvtt(film.sidecar), encoding="utf-8")
    return path


def _encode_video(sink: Any, stream: Any, film: Film) -> None:
    for number, picture in enumerate(_frames(film.scenes)):
        frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        sink.mux(stream.encode(frame))
    sink.mux(stream.encode(None))


def _frames(scenes: Sequence[Scene]) -> Iterator[Any]:
    for scene in scenes:
        count = round(scene.seconds * FPS)
        for number in range(count):
            canvas = Canvas(scene.ground)
            scene.draw(canvas, number / max(1, count - 1))
            yield canvas.finished()


def _encode_surf(sink: Any, stream: Any, seconds: float) -> None:
    """Encode the sound: quiet noise that swells and fades like waves on a beach."""
    count = int(seconds * SOUND_RATE)
    noise = np.random.default_rng(7).standard_normal(count)
    smooth = np.convolve(noise, np.ones(24) / 24, mode="same")
    swell = 0.4 + 0.6 * np.sin(np.arange(count) / SOUND_RATE * 2 * np.pi / 7) ** 2
    samples = (smooth * swell * 1500).astype(np.int16)
    for start in range(0, count, 1024):
        block = samples[start : start + 1024].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        sink.mux(stream.encode(frame))
    sink.mux(stream.encode(None))


def _text_track(sink: Any) -> Any:
    stream = sink.add_stream("mov_text")
    stream.codec_context.subtitle_header = ASS_HEADER
    stream.time_base = stream.codec_context.time_base = MILLISECONDS
    stream.metadata["language"] = "eng"
    return stream


def _encode_cues(sink: Any, stream: Any, cues: Sequence[Cue]) -> None:
    for number, cue in enumerate(cues):
        length = round((cue.end_s - cue.start_s) * 1000)
        line = f"{number},0,Default,,0,0,0,,{cue.text}".encode()
        packet = stream.codec_context.encode_subtitle(SubtitleSet.create(line, 0, length, round(cue.start_s * 1e6)))
        packet.stream, packet.time_base = stream, MILLISECONDS
        packet.pts = packet.dts = round(cue.start_s * 1000)
        packet.duration = length
        sink.mux(packet)


def webvtt(cues: Sequence[Cue]) -> str:
    """Cues as a WebVTT file."""
    blocks = [f"{_vtt_time(cue.start_s)} --> {_vtt_time(cue.end_s)}\n{cue.text}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _vtt_time(seconds: float) -> str:
    return f"{int(seconds // 60):02}:{seconds % 60:06.3f}"


def main() -> None:
    """Write all films to the folder given, or beside this file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for film in FILMS:
        path = write_film(film, folder)
        print(f"{path}  {film.seconds:.0f} s  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
