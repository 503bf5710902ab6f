"""PocketSphinx on real recordings with known words and times."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.media.audio.recordings import write_flac
from vindex_assets.speech.pcm import iter_pcm
from vindex_assets.speech.pocketsphinx import MAX_UTTERANCE_S, PocketSphinxRecogniser, split_utterances
from vindex_search.passages.segments import Segment

Recording = Callable[[str], Path]
Heard = Callable[..., list[Segment]]
LIBRIVOX = ["librivox_0870", "librivox_0880", "librivox_0890"]


def word_errors(truth: Sequence[str], recognised: Sequence[str]) -> int:
    """Fewest words to put in, take out or change: the edit distance of Levenshtein."""
    before = list(range(len(recognised) + 1))
    for number, word in enumerate(truth, start=1):
        now = [number]
        for place, other in enumerate(recognised, start=1):
            now.append(min(now[-1] + 1, before[place] + 1, before[place - 1] + (word != other)))
        before = now
    return before[-1]


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def true_words(media: Path, name: str) -> list[tuple[str, float]]:
    found = json.loads((media / "audio" / f"{name}.json").read_text(encoding="utf-8"))["w"]
    return [(re.sub(r"\(\d\)$", "", one["t"]), one["b"]) for one in found if not one["t"].startswith("<")]


@pytest.mark.parametrize("name", LIBRIVOX)
def test_more_than_half_of_the_words_are_right(name: str, media: Path, heard: Heard) -> None:
    truth = plain((media / "audio" / f"{name}.txt").read_text(encoding="utf-8"))
    recognised = plain(" ".join(segment.text for segment in heard(f"{name}.wav")))
    assert word_errors(truth, recognised) / len(truth) < 0.5


@pytest.mark.parametrize("name", LIBRIVOX)
def test_words_begin_where_they_are_said(name: str, media: Path, heard: Heard) -> None:
    truth = true_words(media, name)
    recognised = [word for segment in heard(f"{name}.wav") for word in segment.words]
    match = SequenceMatcher(a=[text for text, _ in truth], b=[word.text for word in recognised], autojunk=False)
    same = [(block.a + k, block.b + k) for block in match.get_matching_blocks() for k in range(block.size)]
    errors_s = [abs(truth[a][1] - recognised[b].start_s) for a, b in same]
    assert len(same) >= len(truth) / 2
    assert sum(error <= 0.1 for error in errors_s) >= 0.9 * len(errors_s)  # one of 30 words begins 0.13 s early or late
    assert max(errors_s) <= 0.2


def test_known_speech_is_understood_without_fillers(heard: Heard) -> None:
    segments = heard("jfk.flac")
    text = " ".join(segment.text for segment in segments)
    assert "what your country can do for you" in text
    assert not re.search(r"[<>()\[\]+\d]", text)
    assert {segment.language for segment in segments} == {"en"}


def test_progress_goes_up_to_the_end(recording: Recording, heard: Heard) -> None:
    reported: list[float] = []
    sound = recording("librivox_0890.wav")
    segments = PocketSphinxRecogniser().transcribe(sound, language="en", progress=reported.append)
    assert segments == heard("librivox_0890.wav")
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(5.3, abs=0.1)


def test_words_that_are_unsure_have_a_lower_score(heard: Heard) -> None:
    scores = [word.score for segment in heard("librivox_0880.wav") for word in segment.words]
    assert all(score is not None and 0 <= score <= 1 for score in scores)
    assert len(set(scores)) > 3


def test_nothing_is_heard_in_silence(heard: Heard) -> None:
    assert heard("silence.wav") == []


def test_few_words_are_heard_in_a_song(media: Path, tmp_path: Path) -> None:
    write_flac(media / "audio" / "song_paulallen.mp3", tmp_path / "song.flac", seconds=3.0)
    segments = PocketSphinxRecogniser().transcribe(tmp_path / "song.flac", language=None, progress=None)
    words = [word for segment in segments for word in segment.words]
    assert len(words) < 8  # at the pace of speech there would be


def test_speech_that_goes_on_to_the_last_frame_is_heard(recording: Recording) -> None:
    found = list(split_utterances(recording("two_speakers_sample.wav")))  # 1,000 frames exactly
    assert found[-1][0] + len(found[-1][1]) / 32_000 == pytest.approx(30.0, abs=0.1)


def test_speech_without_a_pause_is_cut_and_no_sample_lost(recording: Recording, tmp_path: Path) -> None:
    import wave

    phrase = b"".join(iter_pcm(recording("librivox_0870.wav")))[32_000:192_000]  # 5 s in which the reader never rests
    with wave.open(str(tmp_path / "long.wav"), "wb") as made:
        made.setparams((1, 2, 16_000, 0, "NONE", ""))
        made.writeframes(phrase * 14)
    found = list(split_utterances(tmp_path / "long.wav"))
    assert len(found) > 2
    assert all(len(pcm) / 32_000 <= MAX_UTTERANCE_S + 0.1 for _, pcm in found)
    assert b"".join(pcm for _, pcm in found) in phrase * 14
    assert sum(len(pcm) for _, pcm in found) / 32_000 > 69.5
    assert all(a + len(pcm) / 32_000 == pytest.approx(b) for (a, pcm), (b, _) in pairwise(found))


def test_what_was_heard_before_makes_no_difference(recording: Recording, heard: Heard) -> None:
    recogniser = PocketSphinxRecogniser()
    for _ in range(2):
        again = recogniser.transcribe(recording("librivox_0880.wav"), language=None, progress=None)
        assert again == heard("librivox_0880.wav")


def test_another_language_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'de'; allowed is en"):
        PocketSphinxRecogniser().transcribe(tmp_path / "never-opened.flac", language="de", progress=None)
