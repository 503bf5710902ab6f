"""transcript_origin: what the stamp's note says of the recogniser."""

from __future__ import annotations

import pytest

from vindex_search.contract.transcript_origin import is_outdated, recognised_by

SUBTITLES = "subtitle file tides.en.vtt"


@pytest.mark.parametrize(
    ("origin", "recogniser", "outdated"),
    [
        (recognised_by("pocketsphinx"), "whisperx", True),
        (f"{SUBTITLES}; {recognised_by('pocketsphinx')}", "whisperx", True),
        (recognised_by("pocketsphinx"), "pocketsphinx", False),
        (recognised_by("whisperx"), "whisperx", False),
        (recognised_by("whisperx"), "pocketsphinx", False),
        (SUBTITLES, "whisperx", False),
        ("", "whisperx", False),
    ],
)
def test_only_what_the_stand_in_made_is_outdated(origin: str, recogniser: str, outdated: bool) -> None:
    assert is_outdated({"origin": origin}, recogniser=recogniser) is outdated


def test_a_note_without_an_origin_is_not_outdated() -> None:
    assert not is_outdated({}, recogniser="whisperx")
