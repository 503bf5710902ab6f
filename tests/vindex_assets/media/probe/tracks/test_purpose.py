"""purpose: what a track is for, by its flags, its language and its title."""

from __future__ import annotations

import pytest
from av.stream import Disposition

from vindex_assets.media.probe.tracks.purpose import is_forced_title, purpose_of


def by_title(title: str) -> str:
    return purpose_of(Disposition(0), language=None, titles=(title,))


@pytest.mark.parametrize(
    ("flags", "purpose"),
    [
        (Disposition(0), "main"),
        (Disposition.default | Disposition.original, "main"),
        (Disposition.dub, "main"),
        (Disposition.default | Disposition.comment, "commentary"),
        (Disposition.visual_impaired, "described"),
        (Disposition.descriptions | Disposition.dependent, "described"),
        (Disposition.hearing_impaired, "hearing_impaired"),
        (Disposition.captions, "hearing_impaired"),
        (Disposition.karaoke, "no_speech"),
        (Disposition.clean_effects, "no_speech"),
    ],
)
def test_the_purpose_by_flags(flags: Disposition, purpose: str) -> None:
    assert purpose_of(flags, language="eng", titles=()) == purpose


@pytest.mark.parametrize(
    ("language", "purpose"), [("qad", "described"), ("nar", "described"), ("zxx", "no_speech"), ("qaa", "main")]
)
def test_the_purpose_by_language(language: str, purpose: str) -> None:
    assert purpose_of(Disposition(0), language=language, titles=()) == purpose


@pytest.mark.parametrize(
    "title",
    [
        *("Audio Description", "English (audio-description)", "Audiodeskription", "Hörfilmfassung", "Audiodescripción"),
        *(
            "Audiodescrição",
            "AD",
            "English [AD]",
            "Descriptive Video Service",
            "Syntolkning",
            "For the visually impaired",
        ),
    ],
)
def test_titles_of_described_tracks(title: str) -> None:
    assert by_title(title) == "described"


@pytest.mark.parametrize(
    "title",
    [
        *("Director's Commentary", "Audiokommentar", "Kommentar", "Commentaire du réalisateur", "Comentarios"),
        *("Audio commentary by the cast", "Комментарии", "オーディオコメンタリー", "Komentarz reżysera"),
    ],
)
def test_titles_of_commentaries(title: str) -> None:
    assert by_title(title) == "commentary"


@pytest.mark.parametrize(
    "title", ["Karaoke", "Instrumental", "M&E", "Music and effects", "Isolated score", "No commentary", "Stadium sound"]
)
def test_titles_of_tracks_without_speech(title: str) -> None:
    assert by_title(title) == "no_speech"


@pytest.mark.parametrize(
    "title",
    [
        *(
            "",
            "Stereo",
            "English",
            "SoundHandler",
            "Mic",
            "Desktop Audio",
            "Deutsch 5.1",
            "Dolby Digital",
            "Hi",
            "Track 1",
        ),
        *("Adventure", "ad hoc", "The Recommendation", "Accented", "Commentators' mic off"),
    ],
)
def test_other_titles_are_the_film_itself(title: str) -> None:
    assert by_title(title) == "main"


@pytest.mark.parametrize("title", ["English SDH", "English [CC]", "English (HI)", "Sourds et malentendants"])
def test_titles_for_the_hard_of_hearing(title: str) -> None:
    assert by_title(title) == "hearing_impaired"


@pytest.mark.parametrize(
    ("title", "forced"),
    [
        *(("Forced", True), ("English (forced)", True), ("Signs & Songs", True), ("Signs", True), ("Forcés", True)),
        *(("Erzwungen", True), ("Foreign parts only", True), ("Full", False), ("Full + Signs", False)),
        *(("Dialogue & Signs", False), ("Non-forced", False), ("English", False), ("Design", False)),
    ],
)
def test_titles_of_forced_subtitles(title: str, forced: bool) -> None:
    assert is_forced_title(title) == forced
