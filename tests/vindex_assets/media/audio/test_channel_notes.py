"""channel_notes: sentences about channels that are not heard, with their range."""

from __future__ import annotations

from vindex_assets.media.audio.channel_notes import channel_notes, listed
from vindex_assets.media.audio.mix_plan import MixPlan, PhaseRun, SectionPlan
from vindex_search.contract.notes import Note

STEREO = ("left", "right")
SURROUND = ("front left", "front right", "front center", "low frequency", "side left", "side right")


def test_a_channel_that_cancels_is_named_with_its_range() -> None:
    run = PhaseRun(20.0, 30.0, 21.51, (0, 0))
    notes = channel_notes(MixPlan((SectionPlan(0.0, 60.0, 0.0, STEREO, runs=(run,)),)))
    text = "the channel right cancels left in a mix to mono, left alone is heard"
    assert notes == (Note("channel_cancelled", text, 21.5, 31.5),)


def test_several_channels_that_cancel_are_one_note() -> None:
    run = PhaseRun(0.0, 9.0, -0.5, (0, 0, 2, 3, 4, 4))
    (note,) = channel_notes(MixPlan((SectionPlan(0.0, 9.0, 0.0, SURROUND, runs=(run,)),)))
    assert note.text == (
        "the channels front right and side right cancel front left and side left in a mix to mono, "
        "front left and side left alone are heard"
    )
    assert (note.start_s, note.end_s) == (0.0, 8.5)


def test_silent_and_steady_channels_are_named() -> None:
    plan = SectionPlan(0.0, 9.0, None, SURROUND, live=(2,), steady=(5,))
    (note,) = channel_notes(MixPlan((plan,)))
    assert note.text == (
        "the channels front left, front right and side left are silent and the channel side right holds only a steady "
        "tone or noise, front center alone is heard"
    )
    assert note.start_s is None


def test_times_of_the_same_fault_are_one_note() -> None:
    runs = tuple(PhaseRun(at, at + 3.0, at, (0, 0)) for at in (5.0, 20.0, 40.0))
    (note,) = channel_notes(MixPlan((SectionPlan(0.0, 60.0, 0.0, STEREO, runs=runs),)))
    assert note.text == "the channel right cancels left in a mix to mono, left alone is heard (3 times)"
    assert (note.start_s, note.end_s) == (5.0, 43.0)


def test_where_every_channel_is_heard_there_is_no_note() -> None:
    assert channel_notes(MixPlan((SectionPlan(0.0, 9.0, 0.0, STEREO, live=(0, 1)),))) == ()


def test_words_are_listed_as_in_a_sentence() -> None:
    assert [listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
