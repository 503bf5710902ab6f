"""fuzz: thousands of broken subtitle files of all formats through real children; each is cues or a note."""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.vindex_assets.media.subtitles.formats.writers import WRITERS
from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.sidecars import in_child
from vindex_assets.media.subtitles.sidecars.in_child import read_in_child
from vindex_assets.media.subtitles.sidecars.reading import Sidecar, SidecarReading

FILES = 400  # of each format
SOME = ("utf-8", "utf-16", "cp1251", "cp932", "utf-8-sig")
DURATION_S = 1e6  # of which some words are sparse, so that the child goes on to the next file
CUES = [Cue(1.0, 2.0, "Größe"), Cue(3.0, 4.0, "[Music]\n(applause)"), Cue(5.0, 6.0, "♪ <i>la</i> & «la» 日本")]
HOSTILE = (
    *(
        b"<v ",
        b"<v.a.a",
        b"{\\p1}",
        b"}",
        b"&#999999999999;",
        b"&nbsp;",
        b"-->",
        b"<tt>",
        b"<p>",
        b"</p>",
        b"<![CDATA[",
    ),
    *(
        b"\0",
        b"\r",
        b"\n\n",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\x1b$B",
        b"999999:59:59.999",
        b"nan",
        b"1e999",
        b"\xe2\x80\xae",
    ),
    *(
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<?xml encoding='utf-7'?>",
        "\u0301".encode() * 40,
        b"9" * 5000,
        b"[Events]\n",
    ),
)


def broken(content: bytes, chance: random.Random) -> bytes:
    """A file with some pieces cut out, doubled, changed or put in."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(data) + 1), chance.randint(0, 30)
        piece = chance.choice(
            [b"", bytes(data[at : at + length]) * 3, chance.randbytes(length), chance.choice(HOSTILE)]
        )
        data[at : at + chance.randint(0, 9)] = piece
    return bytes(data)


def encoded(text: str, chance: random.Random) -> bytes:
    return text.encode(chance.choice(SOME), errors="replace")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [*WRITERS, ".bin"])
def test_any_file_is_cues_or_a_note(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_child, "MAX_DEATHS", 0)  # the first death is one too many
    chance = random.Random(suffix)
    files = []
    for number in range(FILES):
        content = encoded(WRITERS[suffix](CUES), chance) if suffix in WRITERS else chance.randbytes(300)
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(broken(content, chance))
        files.append(Sidecar(path.name, path=str(path)))
    readings = read_in_child(files, duration_s=DURATION_S)
    assert len(readings) == FILES
    assert Counter(map(_kind, readings)).keys() <= {"cues", "note"}


def _kind(reading: SidecarReading) -> str:
    """ "cues" or "note", where nothing unforeseen was met."""
    met = " ".join(note.text for note in reading.notes)
    if "unexpected" in met or "crashes" in met:
        return met
    has_both = reading.is_transcript == bool(reading.cues) and (reading.is_transcript or bool(met))
    times = [time for cue in reading.cues for time in (cue.start_s, cue.end_s)]
    return (
        ("cues" if reading.cues else "note") if has_both and all(0 <= time < math.inf for time in times) else "neither"
    )
