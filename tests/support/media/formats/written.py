"""A two-second film, or sound, in each format that the bundled FFmpeg writes: a red second, a blue one, and a tone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

FPS: Final = 25
SECONDS: Final = 2
TONE_HZ: Final = 440.0
AUDIO_BITS_PER_S: Final = 128_000  # Windows Media has no default
FULL_RANGE: Final = "yuvj420p"  # what Motion JPEG takes
COLOURS: Final = ((200, 30, 30), (30, 30, 200))


@dataclass(frozen=True)
class Format:
    """FFmpeg's muxer, and the encoders of picture and sound; empty where there is none.

    Attributes:
        muxer: Its name.
        video: Encoder of the picture.
        audio: Encoder of the sound.
        size: Width and height in pixels; DV and GXF know only those of television.
        rate: Samples a second.
        channels: Of the sound.
    """

    muxer: str
    video: str = ""
    audio: str = ""
    size: tuple[int, int] = (176, 144)
    rate: int = 48000
    channels: int = 2


TV: Final = (720, 576)
FORMATS: Final[dict[str, Format]] = {
    ".mxf": Format("mxf", "mpeg2video", "pcm_s16le"),
    ".vob": Format("vob", "mpeg2video", "ac3"),
    ".dv": Format("dv", "dvvideo", "pcm_s16le", size=TV),
    ".dif": Format("dv", "dvvideo", "pcm_s16le", size=TV),
    ".gxf": Format("gxf", "mpeg2video", "pcm_s16le", size=TV, channels=1),
    ".asf": Format("asf", "msmpeg4v3", "wmav2"),
    ".wm": Format("asf", "wmv2", "wmav2"),
    ".dvr-ms": Format("asf", "mpeg2video", "mp2"),
    ".wtv": Format("wtv", "mpeg2video", "mp2"),
    ".mk3d": Format("matroska", "libx264", "aac"),
    ".3g2": Format("3g2", "h263", "aac"),
    ".3gp2": Format("3g2", "mpeg4", "aac"),
    ".f4v": Format("f4v", "libx264", "aac"),
    ".qt": Format("mov", "mjpeg", "pcm_s16be"),
    ".insv": Format("mp4", "libx264", "aac"),
    ".divx": Format("avi", "mpeg4", "libmp3lame"),
    ".ogm": Format("ogg", "libvpx", "libopus"),
    ".nut": Format("nut", "mpeg4", "libmp3lame"),
    ".ivf": Format("ivf", "libsvtav1"),
    ".y4m": Format("yuv4mpegpipe", "wrapped_avframe"),
    ".mjpeg": Format("mjpeg", "mjpeg"),
    ".mjpg": Format("mjpeg", "mjpeg"),
    ".rm": Format("rm", "rv10", "ac3"),
    ".rmvb": Format("rm", "rv20", "ac3"),
    ".m2t": Format("mpegts", "libx264", "aac"),
    ".trp": Format("mpegts", "mpeg2video", "mp2"),
    ".tod": Format("mpegts", "mpeg2video", "ac3"),
    ".mod": Format("dvd", "mpeg2video", "ac3"),
    ".mpe": Format("mpeg", "mpeg1video", "mp2"),
    ".evo": Format("vob", "mpeg2video", "ac3"),
    ".m2v": Format("mpeg2video", "mpeg2video"),
    ".mpv": Format("mpeg2video", "mpeg2video"),
    ".h264": Format("h264", "libx264"),
    ".264": Format("h264", "libx264"),
    ".avc": Format("h264", "libx264"),
    ".hevc": Format("hevc", "libx265"),
    ".h265": Format("hevc", "libx265"),
    ".m4v": Format("m4v", "mpeg4"),
    ".obu": Format("obu", "libsvtav1"),
    ".av1": Format("obu", "libsvtav1"),
    ".mka": Format("matroska", audio="libopus"),
    ".weba": Format("webm", audio="libopus"),
    ".wma": Format("asf", audio="wmav2"),
    ".m4b": Format("ipod", audio="aac"),
    ".m4r": Format("ipod", audio="aac"),
    ".3ga": Format("3gp", audio="aac"),
    ".mp2": Format("mp2", audio="mp2"),
    ".mpa": Format("mp2", audio="mp2"),
    ".mpga": Format("mp3", audio="libmp3lame"),
    ".aif": Format("aiff", audio="pcm_s16be"),
    ".aiff": Format("aiff", audio="pcm_s16be"),
    ".aifc": Format("aiff", audio="adpcm_ima_qt"),
    ".caf": Format("caf", audio="alac"),
    ".amr": Format("amr", audio="libopencore_amrnb", rate=8000, channels=1),
    ".au": Format("au", audio="pcm_mulaw", rate=8000, channels=1),
    ".snd": Format("au", audio="pcm_s16be"),
    ".w64": Format("w64", audio="pcm_s16le"),
    ".bwf": Format("wav", audio="pcm_s16le"),
    ".adts": Format("adts", audio="aac"),
    ".loas": Format("latm", audio="aac"),
    ".oga": Format("oga", audio="flac"),
    ".ac3": Format("ac3", audio="ac3"),
    ".eac3": Format("eac3", audio="eac3"),
    ".ec3": Format("eac3", audio="eac3"),
    ".wv": Format("wv", audio="wavpack"),
    ".tta": Format("tta", audio="tta"),
    ".voc": Format("voc", audio="pcm_s16le", rate=16000, channels=1),
}


def make_format(path: Path, spec: Format) -> Path:
    """The film in a format, at `path`."""
    import av

    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format=spec.muxer) as sink:
        video = _add_video(sink, spec) if spec.video else None
        audio = _add_audio(sink, spec) if spec.audio else None
        for second in range(SECONDS):
            if video is not None:
                _encode_second(sink, video, _pictures(spec, second, video.pix_fmt))
            if audio is not None:
                _encode_second(sink, audio, [_tone(spec, second)])
        for stream in (video, audio):
            if stream is not None:
                sink.mux(stream.encode(None))
    return path


def _add_video(sink: Any, spec: Format) -> Any:
    stream = sink.add_stream(spec.video, rate=FPS)
    stream.width, stream.height = spec.size
    names = [one.name for one in stream.codec.video_formats or ()]
    if spec.video == "libvpx":
        stream.codec_context.options = {"deadline": "realtime", "cpu-used": "8"}
    stream.pix_fmt = FULL_RANGE if FULL_RANGE in names else "yuv420p"
    return stream


def _add_audio(sink: Any, spec: Format) -> Any:
    stream = sink.add_stream(spec.audio, rate=spec.rate, layout="mono" if spec.channels == 1 else "stereo")
    if spec.audio == "wmav2":
        stream.bit_rate = AUDIO_BITS_PER_S
    return stream


def _encode_second(sink: Any, stream: Any, frames: Any) -> None:
    for frame in frames:
        sink.mux(stream.encode(frame))


def _pictures(spec: Format, second: int, pix_fmt: str) -> list[Any]:
    import av

    width, height = spec.size
    frames = []
    for number in range(FPS):
        picture = np.full((height, width, 3), COLOURS[second], np.uint8)
        picture[number * 8 : number * 8 + 8] = 255  # a bar that falls: encoders leave out what stands still
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=pix_fmt)
        frame.pts, frame.time_base = second * FPS + number, Fraction(1, FPS)
        frames.append(frame)
    return frames


def _tone(spec: Format, second: int) -> Any:
    import av

    at = np.arange(second * spec.rate, (second + 1) * spec.rate) / spec.rate
    wave = (8000 * np.sin(2 * np.pi * TONE_HZ * at)).astype(np.int16)
    layout = "mono" if spec.channels == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(np.repeat(wave, spec.channels)[None], format="s16", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = spec.rate, second * spec.rate, Fraction(1, spec.rate)
    return frame
