"""All sources of a transcript in one suite: PocketSphinx, WhisperX and subtitles, on the same real clips."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.media.audio.recordings import write_flac
from tests.support.models.tiny_speech import LANGUAGES, save_aligner, save_whisper
from vindex_assets.media.subtitles.read import read_sidecar
from vindex_assets.speech.hallucination_filter import drop_hallucinations, measure_loudness
from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser
from vindex_assets.speech.resumable import transcribe_resumable
from vindex_assets.speech.segments import Recogniser, from_cues, normalize_segments
from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser
from vindex_search.common.text import normalize_text
from vindex_search.contract.tables import TRANSCRIPT_SCHEMA
from vindex_search.passages.segments import Segment, from_table, to_table

SOURCES = ["sphinx", "whisperx", "subtitles"]
SPOKEN = {"nasa_13013.mp4": 8.35, "derived_lecture_dev.mp4": 12.02}  # seconds that are transcribed
LONG = ("sphinx", "derived_lecture_dev.mp4")  # each worker would spend ten seconds on it
WINDOW_S = 5.0
OVERLAP_S = 0.05  # two people may begin at once; one recogniser says one thing after the other
TranscriptOf = Callable[[str, str], list[Segment]]


@pytest.fixture(scope="module")
def recognisers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recogniser]:
    folder = tmp_path_factory.mktemp("whisper")
    save_whisper(folder)
    save_aligner(folder / "aligner")
    whisper = WhisperXRecogniser(folder / "ctranslate2", align_dirs=dict.fromkeys(LANGUAGES, folder / "aligner"))
    return {"sphinx": PocketSphinxRecogniser(), "whisperx": whisper}


@pytest.fixture(scope="module")
def transcript_of(
    media: Path, tmp_path_factory: pytest.TempPathFactory, recognisers: dict[str, Recogniser]
) -> TranscriptOf:
    """The transcript of a clip from a source, as the asset makes it; each made once."""
    transcripts: dict[tuple[str, str], list[Segment]] = {}
    folder = tmp_path_factory.mktemp("sources")

    def from_source(source: str, clip: str) -> list[Segment]:
        if (source, clip) not in transcripts:
            is_subtitles = source == "subtitles"
            segments = subtitles(media, clip) if is_subtitles else recognise(recognisers[source], media, clip, folder)
            transcripts[source, clip] = normalize_segments(segments, duration_s=SPOKEN.get(clip, 1.0))
        return transcripts[source, clip]

    return from_source


def subtitles(media: Path, clip: str) -> list[Segment]:
    file = (media / "video" / clip).with_suffix(".vtt")
    return from_cues(read_sidecar(file).cues, language="en") if file.exists() else []


def recognise(recogniser: Recogniser, media: Path, clip: str, folder: Path) -> Sequence[Segment]:
    sound = folder / f"{recogniser.name}.flac"
    write_flac(media / ("video" if clip in SPOKEN else "audio") / clip, sound, seconds=SPOKEN.get(clip, 1.0))
    segments = transcribe_resumable(
        recogniser, sound, save_progress=lambda *_: None, progress=lambda _: None, window_s=WINDOW_S
    )
    return drop_hallucinations(segments, measure_loudness(sound)).segments


@pytest.mark.parametrize(
    ("source", "clip"),
    [
        pytest.param(source, clip, marks=[pytest.mark.slow] * ((source, clip) == LONG))
        for source in SOURCES
        for clip in SPOKEN
    ],
)
class TestTranscript:
    def test_there_is_speech(self, source: str, clip: str, transcript_of: TranscriptOf) -> None:
        assert transcript_of(source, clip)

    def test_segments_are_in_order_and_inside_the_video(
        self, source: str, clip: str, transcript_of: TranscriptOf
    ) -> None:
        segments = transcript_of(source, clip)
        assert all(0.0 <= segment.start_s < segment.end_s <= SPOKEN[clip] for segment in segments)
        assert all(before.start_s <= after.start_s for before, after in pairwise(segments))

    def test_segments_do_not_overlap(self, source: str, clip: str, transcript_of: TranscriptOf) -> None:
        assert all(before.end_s <= after.start_s + OVERLAP_S for before, after in pairwise(transcript_of(source, clip)))

    def test_every_word_is_timed_one_after_the_other_inside_its_segment(
        self, source: str, clip: str, transcript_of: TranscriptOf
    ) -> None:
        for segment in transcript_of(source, clip):
            times = [time for word in segment.words for time in (word.start_s, word.end_s)]
            assert all(math.isfinite(time) for time in times)
            assert times == sorted(times)
            assert segment.start_s <= times[0] <= times[-1] <= segment.end_s

    def test_words_are_the_text_and_the_text_is_plain(
        self, source: str, clip: str, transcript_of: TranscriptOf
    ) -> None:
        for segment in transcript_of(source, clip):
            assert " ".join(word.text for word in segment.words) == segment.text == normalize_text(segment.text)

    def test_what_was_not_measured_is_marked(self, source: str, clip: str, transcript_of: TranscriptOf) -> None:
        """A word whose times are a guess has no score: those of subtitles, and none that a recogniser placed."""
        scores = [word.score for segment in transcript_of(source, clip) for word in segment.words]
        assert all((score is None) == (source == "subtitles") for score in scores)

    def test_its_table_holds_it_all(self, source: str, clip: str, transcript_of: TranscriptOf) -> None:
        table = to_table(transcript_of(source, clip))
        assert dict(table.schema) == dict(TRANSCRIPT_SCHEMA)
        assert from_table(table) == transcript_of(source, clip)


@pytest.mark.parametrize("source", SOURCES)
def test_no_speech_is_an_empty_table(source: str, transcript_of: TranscriptOf) -> None:
    table = to_table(transcript_of(source, "silence.wav"))
    assert table.is_empty()
    assert dict(table.schema) == dict(TRANSCRIPT_SCHEMA)
