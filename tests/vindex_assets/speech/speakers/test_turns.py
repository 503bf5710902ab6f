"""Speaker assignment: every word goes to its speaker, and none is lost."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.speech.segments import normalize_segments
from vindex_assets.speech.speakers.turns import SpeakerTurn, assign_speakers
from vindex_search.passages.segments import Segment, Word

SHEILA = (
    "Well, there is not much difference. At least, you know, they all call me a Yankee down here, so what can I say?"
)

words = st.tuples(st.floats(0.0, 1.0), st.floats(0.02, 1.0), st.sampled_from(["the", "tide", "turns."]))
utterances = st.lists(st.lists(words, min_size=1, max_size=8), max_size=6)
turns = st.lists(
    st.tuples(st.floats(0.0, 40.0), st.floats(0.1, 9.0), st.sampled_from(["A", "B", "C"])).map(
        lambda found: SpeakerTurn(found[0], found[0] + found[1], found[2])
    ),
    max_size=12,
)


def transcript(found: list[list[tuple[float, float, str]]]) -> list[Segment]:
    assigned: list[Segment] = []
    at = 0.0
    for utterance in found:
        timed: list[Word] = []
        for silence, length, text in utterance:
            timed.append(Word(text, at + silence, at + silence + length, 0.9))
            at += silence + length
        text = " ".join(word.text for word in timed)
        assigned.append(Segment(timed[0].start_s, timed[-1].end_s, text, "asr", "en", words=tuple(timed)))
    return normalize_segments(assigned, duration_s=at + 1.0)


@given(utterances.map(transcript), turns)
def test_no_word_is_lost_or_moved(found: list[Segment], speaker_turns: list[SpeakerTurn]) -> None:
    assigned = assign_speakers(found, speaker_turns)
    assert [word for one in assigned for word in one.words] == [word for one in found for word in one.words]
    assert " ".join(one.text for one in assigned) == " ".join(one.text for one in found)
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in pairwise(assigned))


@given(utterances.map(transcript), turns)
def test_speakers_are_numbered_as_they_come(found: list[Segment], speaker_turns: list[SpeakerTurn]) -> None:
    names = list(dict.fromkeys(one.speaker for one in assign_speakers(found, speaker_turns)))
    assert names == ([f"Speaker {n}" for n in range(1, len(names) + 1)] if speaker_turns else [None] * len(names))


def spoken(*times: tuple[str, float, float]) -> Segment:
    timed = tuple(Word(text, start, end, 0.9) for text, start, end in times)
    return Segment(timed[0].start_s, timed[-1].end_s, " ".join(word.text for word in timed), "asr", "en", words=timed)


def test_a_segment_is_cut_where_another_speaker_takes_over() -> None:
    found = assign_speakers(
        [spoken(("We", 0.0, 0.5), ("sail.", 0.5, 1.0), ("When?", 1.2, 2.0))],
        [SpeakerTurn(0.0, 1.1, "B"), SpeakerTurn(1.1, 2.0, "A")],
    )
    assert [(one.speaker, one.text, one.start_s, one.end_s) for one in found] == [
        ("Speaker 1", "We sail.", 0.0, 1.0),
        ("Speaker 2", "When?", 1.2, 2.0),
    ]


def test_a_word_over_an_edge_is_no_turn() -> None:
    """The middle word lies mostly in a turn of a tenth of a second."""
    speaker_turns = [SpeakerTurn(0.0, 1.0, "A"), SpeakerTurn(1.0, 1.2, "B"), SpeakerTurn(1.2, 3.0, "A")]
    found = assign_speakers([spoken(("We", 0.0, 0.9), ("do", 0.95, 1.2), ("sail.", 1.2, 2.0))], speaker_turns)
    assert [one.text for one in found] == ["We do sail."]


def test_a_word_outside_all_turns_goes_to_the_nearest() -> None:
    speaker_turns = [SpeakerTurn(0.0, 1.0, "A"), SpeakerTurn(9.0, 10.0, "B")]
    (found,) = assign_speakers([spoken(("What?", 7.0, 7.5))], speaker_turns)
    assert found.speaker == "Speaker 1"
    assert (
        assign_speakers([spoken(("So", 0.2, 0.8)), spoken(("What?", 7.0, 7.5))], speaker_turns)[1].speaker
        == "Speaker 2"
    )


def test_a_segment_without_words_has_its_speaker_too() -> None:
    (found,) = assign_speakers([Segment(0.0, 1.0, "潮汐", "asr", "zh")], [SpeakerTurn(0.0, 1.0, "A")])
    assert (found.speaker, found.text) == ("Speaker 1", "潮汐")


@pytest.fixture
def telephone(media: Path) -> tuple[Segment, list[SpeakerTurn]]:
    """A real talk of two people on the telephone: its words as one segment, and who speaks when, marked by hand."""
    recording = json.loads(
        (media / "audio" / "two_speakers_sample.whisper_medium_diar.json").read_text(encoding="utf-8")
    )
    found = [word for segment in recording["segments"] for word in segment["words"]]
    times = [(word["word"].strip(), *(word["time_interval"][side] for side in ("start", "end"))) for word in found]
    rows = (media / "audio" / "two_speakers_sample.rttm").read_text(encoding="utf-8").splitlines()
    marks = [row.split() for row in rows]
    return spoken(*times), [SpeakerTurn(float(mark[3]), float(mark[3]) + float(mark[4]), mark[7]) for mark in marks]


def test_a_telephone_call_becomes_a_dialogue(telephone: tuple[Segment, list[SpeakerTurn]]) -> None:
    segment, speaker_turns = telephone
    assert [
        (one.speaker, one.text)
        for one in assign_speakers(normalize_segments([segment], duration_s=30.0), speaker_turns)
    ] == [
        ("Speaker 1", "Hello."),
        ("Speaker 2", "Hello."),
        ("Speaker 1", "Oh, hello. I didn't know you were there."),
        ("Speaker 2", "Neither did I."),
        ("Speaker 1", "Okay, I thought, you know, I heard it deep. This is Diane in New Jersey."),
        ("Speaker 2", "And I'm Sheila in Texas, originally from Chicago."),
        ("Speaker 1", "Oh, I'm originally from Chicago also. I'm in New Jersey now, though."),
        ("Speaker 2", SHEILA),
        ("Speaker 1", "Oh, I don't hear that in New Jersey now."),
    ]
