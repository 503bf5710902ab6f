"""Clips whose words are known, and how a transcript is compared with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import jiwer

from vindex_assets.media.subtitles.read import read_sidecar
from vindex_search.passages.segments import Segment, Word

MEDIA: Final = Path(__file__).resolve().parents[4] / "shared" / "media"
CLIPS: Final = (
    *("audio/jfk.flac", "audio/librivox_0870.wav", "audio/librivox_0880.wav", "audio/librivox_0890.wav"),
    *(f"video/grid_{name}.mpg" for name in ("bbaf2n", "brbk7n", "lwbsza", "pwij3p", "swwp2s")),
    *("video/nasa_13013.mp4", "video/derived_lecture_dev.mp4"),
)
NORMALISE: Final = jiwer.Compose(
    [
        jiwer.ToLowerCase(),
        jiwer.ExpandCommonEnglishContractions(),
        jiwer.RemovePunctuation(),  # type: ignore[no-untyped-call]  # jiwer types all but this one
        jiwer.RemoveMultipleSpaces(),
        jiwer.Strip(),
        jiwer.ReduceToListOfListOfWords(),
    ]
)


def reference_text(clip: Path) -> str:
    """The reference transcript of a clip, from the file beside it."""
    text = clip.with_suffix(".txt")
    if text.exists():
        return text.read_text(encoding="utf-8")
    return " ".join(cue.text for cue in read_sidecar(clip.with_suffix(".vtt")).cues)


def joined_text(segments: Iterable[Segment]) -> str:
    """What was heard, as one text."""
    return " ".join(segment.text for segment in segments)


def word_error_rate(clip: Path, text: str) -> float:
    """Share of words that were inserted, left out or replaced in what was heard of a clip."""
    return jiwer.wer(reference_text(clip), text, reference_transform=NORMALISE, hypothesis_transform=NORMALISE)


def word_time_errors(clip: Path, segments: Sequence[Segment]) -> list[float]:
    """Seconds between the beginning of each word that was recognised rightly and that of `*.words.json`."""
    file = clip.with_suffix(".words.json")
    if not file.exists():
        return []
    reference = json.loads(file.read_text(encoding="utf-8"))["words"]
    words: list[Word] = [word for segment in segments for word in segment.words]
    wanted, found = [_letters(word["word"]) for word in reference], [_letters(word.text) for word in words]
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return [
        abs(reference[block.a + offset]["start"] - words[block.b + offset].start_s)
        for block in blocks
        for offset in range(block.size)
    ]


def _letters(word: str) -> str:
    return re.sub(r"\W", "", word.lower())
