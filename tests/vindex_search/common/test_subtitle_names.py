"""subtitle_names: what names say, and which video a file belongs to."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.common.subtitle_names import SubtitleName, read_sidecar_name, read_title, stem_of, video_stems


def named(described: str) -> SubtitleName:
    return read_sidecar_name(f"t/talk{described}.srt", "t/talk.mp4")


@pytest.mark.parametrize(
    ("described", "language"),
    [
        ("", None),
        (".en", "en"),
        (".EN", "en"),
        (".eng", "eng"),
        (".pt-BR", "pt-BR"),
        (".pt_BR", "pt-BR"),
        (".zh-Hans", "zh-Hans"),
        (".es-419", "es-419"),
        (".chs", "zh-Hans"),
        (".en-orig", "en"),
        (".English", "en"),
        (".Deutsch", "de"),
        (".日本語", "ja"),
        (".Brazilian Portuguese", "pt"),
        (".no", "no"),
        (".2.en", "en"),
        (".part", None),
        (".two", None),
        (".cc", None),
    ],
)
def test_languages(described: str, language: str | None) -> None:
    assert named(described) == SubtitleName(language, for_hearing_impaired=described == ".cc")


@pytest.mark.parametrize("parts", list(permutations(("en-US", "SDH", "default"))))
def test_flags_come_in_any_order_and_case(parts: tuple[str, ...]) -> None:
    assert named("." + ".".join(parts)) == SubtitleName("en-US", for_hearing_impaired=True)


@pytest.mark.parametrize(
    "described", [".forced", ".en.forced", ".Forced.en", ".en.foreign", ".en.Signs & Songs", ".en-forced"]
)
def test_forced_subtitles(described: str) -> None:
    assert named(described).is_forced


@pytest.mark.parametrize("described", [".en.sdh", ".en.cc", ".en.hi", ".hi.en", ".English (SDH)", ".en-cc", ".en.HOH"])
def test_subtitles_for_people_who_hear_badly_are_whole(described: str) -> None:
    assert named(described) == SubtitleName("en", for_hearing_impaired=True)


@pytest.mark.parametrize(
    ("described", "name"),
    [
        (".hi", SubtitleName("hi")),
        (".hi.forced", SubtitleName("hi", is_forced=True)),
        (".hi.sdh", SubtitleName("hi", for_hearing_impaired=True)),
        (".hi.hi", SubtitleName("hi", for_hearing_impaired=True)),
    ],
)
def test_hi_is_hindi_unless_another_language_stands_beside_it(described: str, name: SubtitleName) -> None:
    assert named(described) == name


@pytest.mark.parametrize(
    "described", [".Director's Commentary.en", ".en.chapters", ".thumbnails.en", ".en.descriptions"]
)
def test_what_is_no_dialogue(described: str) -> None:
    assert named(described) == SubtitleName("en", is_no_dialogue=True)


@pytest.mark.parametrize(
    ("title", "is_forced"),
    [
        ("Forced", True),
        ("Signs & Songs", True),
        ("English [Forced]", True),
        ("Full", False),
        ("Full + Signs", False),
        ("Subs Label", False),
    ],
)
def test_titles_of_tracks(title: str, is_forced: bool) -> None:
    assert read_title(title).is_forced == is_forced


@pytest.mark.parametrize(
    ("sidecar", "is_its_own"),
    [
        ("t/talk.vtt", True),
        ("t/talk.en.vtt", True),
        ("t/talk.pt-BR.srt", True),
        ("t/talk.\u0130.VTT", True),
        ("t/talk.en.forced.srt", True),
        ("t/talk.sdh.en.default.2.srt", True),
        ("t/talk.English Commentary.en.srt", True),
        ("t/talk.Title.en.srt", True),
        ("t/talk.part.two.vtt", False),
        ("t/talk.part.two.en.vtt", False),
        ("t/talk.part.forced.vtt", False),
        ("t/talk2.vtt", False),
        ("u/talk.vtt", False),
        ("t//talk.vtt", False),
    ],
)
def test_which_sidecar_belongs_to_a_video(sidecar: str, is_its_own: bool) -> None:
    assert (stem_of("t/talk.mp4") in video_stems(sidecar)) == is_its_own


def test_a_video_whose_own_name_ends_like_a_flag() -> None:
    assert "t/talk.en" in video_stems("t/talk.en.forced.srt")
    assert read_sidecar_name("t/talk.en.forced.srt", "t/talk.en.mp4") == SubtitleName(is_forced=True)


@given(st.text())
def test_a_stem_is_what_a_key_begins_with(key: str) -> None:
    assert key.startswith(stem_of(key))


@given(st.text(max_size=40))
def test_any_name_says_something(name: str) -> None:
    assert video_stems(f"t/{name}.srt")
    assert read_sidecar_name(f"t/talk.{name}.srt", "t/talk.mp4") is not None
    assert read_title(name) is not None
