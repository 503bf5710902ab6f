"""TODO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UPLOAD: Final = "upload.json"  # the record of the object: what should be in the library
FORGOTTEN: Final = "forgotten.json"  # the record of an upload that is not wanted in the library
FAILURE: Final = "failure.json"  # why the present version is not
ATTEMPTS: Final = "attempts.json"  # how often work on the present version was begun
INDEXED: Final = "indexed.json"  # which revision readers can find
CHANNEL_COUNTS: Final = "channels.json"  # how many points of each channel were expected and published
REPAIRS: Final = "repairs.json"  # when it was found incomplete and asked for anew
VIDEO: Final = "video.json"
FRAMES: Final = "frames.parquet"
STORYBOARD: Final = "storyboard.vtt"
AUDIO: Final = "audio.flac"
TRANSCRIPT: Final = "transcript.parquet"
TRANSCRIPT_PROGRESS: Final = "transcript.heard.json"  # of a transcription under way: what was heard so far
SCREEN_TEXT: Final = "screen_text.parquet"
FRAME_EMBEDDINGS: Final = "embeddings/frames.parquet"
TEXT_EMBEDDINGS: Final = "embeddings/texts.parquet"
POINTS: Final = "points.parquet"
# What each asset of the pipeline writes, in the order in which they are made.
ARTEFACTS: Final[Mapping[str, str]] = {
    "video": VIDEO,
    "frames": FRAMES,
    "audio": AUDIO,
    "transcript": TRANSCRIPT,
    "screen_text": SCREEN_TEXT,
    "frame_embeddings": FRAME_EMBEDDINGS,
    "text_embeddings": TEXT_EMBEDDINGS,
    "index_points": POINTS,
}
# Of one collection, that of a model set: another set makes its own beside them, and neither touches the other's.
PER_COLLECTION: Final = frozenset({INDEXED, CHANNEL_COUNTS, REPAIRS, FRAME_EMBEDDINGS, TEXT_EMBEDDINGS, POINTS})
