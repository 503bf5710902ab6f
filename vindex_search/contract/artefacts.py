"""The file names of a video's records and artefacts, and which of them belong to one collection.

A record is a small JSON file that says how far a video is (`records.py`); an artefact is what an asset of the pipeline
makes, and has a stamp.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UPLOAD: Final = "upload.json"  # the registered upload: what should be in the library
FORGOTTEN: Final = "forgotten.json"  # an upload that was deleted from the library on request
FAILURE: Final = "failure.json"  # why a revision could not be indexed
ATTEMPTS: Final = "attempts.json"  # the runs that began to work on a revision
INDEXED: Final = "indexed.json"  # the revision that searches find
CHANNEL_COUNTS: Final = "channels.json"  # points expected and published, by channel
DESCRIPTION: Final = "description.json"  # what sidecars say about the video: title, people, date
CORRECTIONS: Final = "corrections.json"  # what people say of transcript, screen text and speakers: no run replaces it
REPAIRS: Final = "repairs.json"  # when a revision was found incomplete and processed again
VIDEO: Final = "video.json"
FRAMES: Final = "frames.parquet"
STORYBOARD: Final = "storyboard.vtt"
AUDIO: Final = "audio.flac"
WAVEFORM: Final = "waveform.dat"  # peaks of the sound, written with it
TRANSCRIPT: Final = "transcript.parquet"
TRANSCRIPT_PROGRESS: Final = "transcript.heard.json"  # segments recognised so far by a transcription in progress
SCREEN_TEXT: Final = "screen_text.parquet"
FRAME_EMBEDDINGS: Final = "embeddings/frames.parquet"
TEXT_EMBEDDINGS: Final = "embeddings/texts.parquet"
CHAPTERS: Final = "embeddings/chapters.parquet"  # titles, times and the vectors of the titles
POINTS: Final = "points.parquet"
# The artefact of each asset, in the order in which they are made.
ARTEFACTS: Final[Mapping[str, str]] = {
    "video": VIDEO,
    "frames": FRAMES,
    "audio": AUDIO,
    "transcript": TRANSCRIPT,
    "screen_text": SCREEN_TEXT,
    "frame_embeddings": FRAME_EMBEDDINGS,
    "text_embeddings": TEXT_EMBEDDINGS,
    "chapters": CHAPTERS,
    "index_points": POINTS,
}
# Kept once per collection, in a folder named after it: each model set has its own, side by side.
PER_COLLECTION: Final = frozenset(
    {INDEXED, CHANNEL_COUNTS, REPAIRS, FRAME_EMBEDDINGS, TEXT_EMBEDDINGS, CHAPTERS, POINTS}
)
