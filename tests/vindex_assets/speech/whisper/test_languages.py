"""languages: what is decided from the probabilities of windows and of their phrases."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.speech.whisper.languages import (
    DetectedLanguages,
    SpokenPart,
    join_phrases,
    main_language,
    spoken_parts,
)
from vindex_assets.speech.whisper.speech_windows import SpeechWindow

SPOKEN = st.lists(st.sampled_from(["en", "de", None]), min_size=1).filter(any)


def phrases(count: int) -> list[SpeechWindow]:
    return [SpeechWindow(5.0 * number, 5.0 * (number + 1)) for number in range(count)]


@given(SPOKEN)
def test_parts_cover_all_phrases_and_neighbours_differ(spoken: list[str | None]) -> None:
    parts = join_phrases(phrases(len(spoken)), spoken)
    assert (parts[0].window.start_s, parts[-1].window.end_s) == (0.0, 5.0 * len(spoken))
    for one, following in pairwise(parts):
        assert one.window.end_s == following.window.start_s
        assert one.language != following.language


@given(SPOKEN)
def test_a_phrase_that_is_sure_keeps_its_language(spoken: list[str | None]) -> None:
    parts = join_phrases(phrases(len(spoken)), spoken)
    for phrase, language in zip(phrases(len(spoken)), spoken, strict=True):
        part = next(part for part in parts if part.window.start_s <= phrase.start_s < part.window.end_s)
        assert language in {None, part.language}


def test_a_phrase_without_a_language_belongs_to_the_one_before_it() -> None:
    assert join_phrases(phrases(4), [None, "en", None, "de"]) == [
        SpokenPart(SpeechWindow(0.0, 15.0), "en"),
        SpokenPart(SpeechWindow(15.0, 20.0), "de"),
    ]


WINDOW = SpeechWindow(0.0, 20.0)
ACCENT = [{"en": 0.9}, {"en": 0.86}, {"en": 0.65, "nl": 0.3}, {"nl": 0.73, "en": 0.27}]
CHANGE = [{"en": 0.99}, {"en": 0.9}, {"en": 0.4, "de": 0.6}, {"de": 0.95}]


def detected(probabilities: dict[str, float], *, phrases_: list[dict[str, float]] | None = None) -> DetectedLanguages:
    asked = zip(phrases(4), phrases_ or [], strict=False)
    return DetectedLanguages(WINDOW, probabilities, tuple(asked))


def test_an_accent_in_one_phrase_is_no_other_language() -> None:
    found = detected({"en": 0.67, "nl": 0.26}, phrases_=ACCENT)
    assert spoken_parts(found, "en") == [SpokenPart(WINDOW, "en")]


def test_a_window_is_cut_where_the_language_changes() -> None:
    found = detected({"en": 0.57, "de": 0.4}, phrases_=CHANGE)
    parts = [SpokenPart(SpeechWindow(0.0, 15.0), "en"), SpokenPart(SpeechWindow(15.0, 20.0), "de")]
    assert spoken_parts(found, "en") == parts


def test_an_unsure_window_has_the_language_of_the_recording() -> None:
    assert spoken_parts(detected({"nn": 0.5, "en": 0.3}), "de") == [SpokenPart(WINDOW, "de")]


def test_a_sure_window_has_its_own() -> None:
    assert spoken_parts(detected({"fr": 0.8, "en": 0.1}), "de") == [SpokenPart(WINDOW, "fr")]


def test_the_language_of_a_recording_is_that_of_most_seconds() -> None:
    music, speech = detected({"nn": 0.4, "en": 0.35}), detected({"en": 0.99})
    assert main_language([music]) == "nn"
    assert main_language([music, speech]) == "en"
    long = DetectedLanguages(SpeechWindow(0.0, 30.0), {"de": 0.98})
    assert main_language([detected({"en": 0.99}), long]) == "de"
