"""Corrections are laid over a transcript in order, found again by time and text, and never said twice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.contract.corrections.correction import Correction, Kind, make_correction
from vindex_search.corrections.matching import Line
from vindex_search.corrections.overlay import Overlay, apply_to_segments, apply_to_texts
from vindex_search.passages.segments import Segment, spread_words

TEXTS = ("the cuber netties cluster runs", "tides turn twice a day", "bread rises under a cloth", "why is the sky blue")


def segment(number: int, text: str, speaker: str | None = "SPEAKER_00") -> Segment:
    plain = Segment(4.0 * number, 4.0 * number + 3.5, text, "asr", "en", speaker)
    return replace(plain, words=spread_words(plain))


SEGMENTS = tuple(segment(number, text) for number, text in enumerate(TEXTS))


def edit(number: int, before: str, after: str, kind: Kind = "transcript") -> Correction:
    return make_correction(kind, before, after, by="Ann", times=(4.0 * number, 4.0 * number + 3.5))


def texts_of(overlay: Overlay, segments: tuple[Segment, ...] = SEGMENTS) -> list[str]:
    return [one.text for one in apply_to_segments(overlay, segments).segments]


EDITS = st.lists(
    st.builds(lambda number, word: edit(number, TEXTS[number], f"{TEXTS[number]} {word}"),
              st.integers(0, len(TEXTS) - 1), st.sampled_from(("now", "here", "again"))),
    max_size=5,
)  # fmt: skip


@given(EDITS)
def test_applied_again_the_overlay_changes_nothing(edits: list[Correction]) -> None:
    overlay = Overlay(tuple(edits))
    once = apply_to_segments(overlay, SEGMENTS).segments
    assert texts_of(overlay, once) == [one.text for one in once]


@given(EDITS)
def test_no_correction_is_shown_in_two_lines(edits: list[Correction]) -> None:
    shown = [one.id for of_line in apply_to_segments(Overlay(tuple(edits)), SEGMENTS).edits.values() for one in of_line]
    assert len(shown) == len(set(shown))


@given(EDITS)
def test_each_correction_is_shown_or_listed(edits: list[Correction]) -> None:
    corrected = apply_to_segments(Overlay(tuple(edits)), SEGMENTS)
    shown = {one.id for of_line in corrected.edits.values() for one in of_line}
    assert shown | {one.id for one in corrected.unmatched} == {one.id for one in edits}


def test_the_later_of_two_edits_of_a_line_stands() -> None:
    first, second = (
        edit(1, TEXTS[1], "tides turn once a day"),
        edit(1, "tides turn once a day", "tides turn four times"),
    )
    assert texts_of(Overlay((first, second)))[1] == "tides turn four times"


def test_a_line_that_another_recogniser_heard_slightly_otherwise_is_found_again() -> None:
    heard = (segment(0, "the cuba netties cluster runs"), *SEGMENTS[1:])
    moved = tuple(replace(one, start_s=one.start_s + 1.2, end_s=one.end_s + 1.2) for one in heard)
    fixed = edit(0, TEXTS[0], "the Kubernetes cluster runs")
    assert texts_of(Overlay((fixed,)), moved)[0] == "the Kubernetes cluster runs"


def test_a_line_that_was_cut_in_two_is_left_alone_and_listed() -> None:
    cut = (segment(0, "the cuber netties"), segment(1, "cluster runs"))
    fixed = edit(0, TEXTS[0], "the Kubernetes cluster runs")
    assert apply_to_segments(Overlay((fixed,)), cut).unmatched == (fixed,)


def test_a_like_line_elsewhere_in_the_video_is_not_corrected() -> None:
    repeated = (*SEGMENTS, segment(20, TEXTS[0]))
    fixed = edit(0, TEXTS[0], "the Kubernetes cluster runs")
    assert texts_of(Overlay((fixed,)), repeated)[-1] == TEXTS[0]


def test_a_speaker_is_renamed_in_all_lines() -> None:
    named = make_correction("speaker", "SPEAKER_00", "Ann", by="Ben")
    speakers = {one.speaker for one in apply_to_segments(Overlay((named,)), SEGMENTS).segments}
    assert speakers == {"Ann"}


def test_the_name_of_the_video_goes_before_that_of_the_workspace() -> None:
    of_workspace = make_correction("speaker", "SPEAKER_00", "Ben", by="Ben")
    of_video = make_correction("speaker", "SPEAKER_00", "Ann", by="Ben")
    overlay = Overlay((of_video,), (of_workspace,))
    assert apply_to_segments(overlay, SEGMENTS).segments[0].speaker == "Ann"


def test_a_line_is_given_to_another_speaker() -> None:
    given_away = edit(2, TEXTS[2], "SPEAKER_01", "line_speaker")
    speakers = [one.speaker for one in apply_to_segments(Overlay((given_away,)), SEGMENTS).segments]
    assert speakers == ["SPEAKER_00", "SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]


def test_names_that_no_line_has_do_not_count_in_the_digest() -> None:
    name = make_correction("speaker", "Dr Smith", "Dr Smyth", by="Ben")
    assert Overlay((), (name,)).digest(["SPEAKER_00"]) == Overlay().digest([])


def test_a_text_on_screen_is_corrected() -> None:
    slide = Line(3, 0.0, 10.0, "Cuber netties\nin production")
    fixed = make_correction("screen", slide.text, "Kubernetes\nin production", by="Ann", times=(0.0, 10.0))
    assert apply_to_texts(Overlay((fixed,)), [slide]) == ({3: "Kubernetes\nin production"}, ())
