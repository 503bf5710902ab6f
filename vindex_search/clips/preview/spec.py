"""A film cut into segments: how many, how large, and the play list that names them. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

SEGMENT_S: Final = 4.0  # a seek waits for one of them; shorter ones cost more key frames and more requests
KEY_FRAME_S: Final = 2.0
SHORT_SIDE: Final = 720  # pixels at most
LONG_SIDE: Final = 1920  # pixels at most: more than level 4 has room for otherwise
MIN_LAST_S: Final = 0.02  # about a frame: a shorter rest belongs to the segment before
PICTURE_CODEC: Final = "avc1.640028"  # High, level 4 (RFC 6381): up to 1280 pixels by 720, 60 times a second
SOUND_CODEC: Final = "mp4a.40.2"  # AAC-LC


@dataclass(frozen=True, slots=True)
class PreviewSpec:
    """The preview of a film; times in seconds.

    Attributes:
        duration_s: Of the film.
        size: Width and height, square pixels, upright; None: the film has no picture.
        has_sound: Whether the film has sound.
    """

    duration_s: float
    size: tuple[int, int] | None
    has_sound: bool

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """That of a film, by its probe."""
        size = None
        if manifest["video_stream"] is not None:
            size = preview_size(int(manifest["width"]), int(manifest["height"]))
        return cls(float(manifest["duration_s"]), size, manifest["audio_stream"] is not None)

    @property
    def segments(self) -> int:
        """How many there are."""
        return max(1, math.ceil((self.duration_s - MIN_LAST_S) / SEGMENT_S))

    @property
    def media_type(self) -> str:
        """The type with its codecs, as Media Source Extensions ask for it."""
        codecs = [codec for codec, there in ((PICTURE_CODEC, self.size), (SOUND_CODEC, self.has_sound)) if there]
        return f'{"video" if self.size else "audio"}/mp4; codecs="{",".join(codecs)}"'

    def bounds(self, number: int) -> tuple[float, float]:
        """Start and end of a segment."""
        last = number == self.segments - 1
        return number * SEGMENT_S, self.duration_s if last else (number + 1) * SEGMENT_S

    def play_list(self, suffix: str = "") -> str:
        """HTTP Live Streaming (RFC 8216): what iPhones, VLC and FFmpeg play; `suffix` is added to each address."""
        lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{math.ceil(SEGMENT_S + MIN_LAST_S)}"]
        lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS"]
        lines.append(f'#EXT-X-MAP:URI="preview/init.mp4{suffix}"')
        for number in range(self.segments):
            start_s, end_s = self.bounds(number)
            lines += [f"#EXTINF:{end_s - start_s:.6f},", f"preview/{number}.m4s{suffix}"]
        return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def preview_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the preview of a picture: even, the shorter side at most `SHORT_SIDE`."""
    scale = min(1.0, SHORT_SIDE / max(1, min(width, height)), LONG_SIDE / max(1, width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
