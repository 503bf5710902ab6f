"""child: whatever a subtitle file holds, it is cues or a note."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.concurrency.cpu_limit import cpu_limit
from vindex_assets.media.subtitles.limits import MAX_BYTES, MAX_CUE_LENGTH, MAX_TEXT_LENGTH
from vindex_assets.media.subtitles.sidecars import child
from vindex_assets.media.subtitles.sidecars.child import read_sidecars
from vindex_assets.media.subtitles.sidecars.reading import SidecarReading

CUE = "00:00.000 --> 00:05.000\n"
VTT = "WEBVTT\n\n" + CUE
SRT = "1\n00:00:01,000 --> 00:00:02,000\n"
ASS = "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,"
LONG_NAME = "a-" * 500_000
P = "<p begin='1s' end='2s'>"


def read(path: Path, content: bytes | str, **fields: Any) -> SidecarReading:
    """What the child makes of a file, as the parent gets it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = read_sidecars([{"name": path.name, "path": str(path), **fields}], 7.0, lambda _: None)
    (reading,) = json.loads(json.dumps(answer))["readings"]
    return SidecarReading.from_dict(reading)


# Of each the lengths are such that more than linear work would be minutes.
GROWING = {
    "the 125 bytes": VTT + "<v" + "." * 90,
    "classes of a voice": VTT + "<v" + ".a" * 40_000 + " x",
    "voices in voices": VTT + "<v " * 30_000,
    "every letter of Unicode": SRT + "".join(map(chr, range(0x10000, 0x10000 + 90_000))),
    "returns": SRT.encode() + b"\r" * 2_000_000 + b"x",
    "marks on a letter": VTT + "e" + "\u0301\u0327" * 49_000,
    "syllables": VTT + "a" + "<00:00:01.000>a" * 6_000,
    "brackets": VTT + "([{<*" * 19_000,
    "white space before a section": "\n \n" * 1_300 + "[Events",
    "lines of white space": "WEBVTT\n\n" + " \n" * 500_000,
    "fields of a format": "[Events]\nFormat:" + "," * 300_000 + "\nDialogue: a,b\n",
    "tags of ASS": ASS + "{\\p1" * 24_000 + "}",
    "names of languages": "<tt>" + "".join(f"<p xml:lang='x{n}' begin='1s' end='2s'>a</p>" for n in range(9_000)),
    "one name of a language": f"<tt><p xml:lang='{LONG_NAME}' begin='1s' end='2s'>a</p></tt>",
    "an attribute": f"<tt><p begin='{'1' * 2_000_000}s' end='2s'>a</p></tt>",
    "attributes": "<tt><p " + " ".join(f"a{n}='{n}'" for n in range(50_000)) + ">a</p></tt>",
    "digits of a reference": VTT + "&#" + "9" * 90_000 + ";",
    "ampersands": f"<tt>{P}" + "&" * 90_000 + "</p></tt>",
    "hours": "999999999:00:00,000 --> 9999999999999999999:00:00,000\nx\n",
    "numbers of cues": "9" * 2_000_000 + "\n" + SRT + "x",
    "arrows": "-->" * 300_000,
    "a broken code page": SRT.encode() + bytes(range(0x80, 0x100)) * 2_000,
    "repeated lines": "WEBVTT\n\n" + (CUE + "a\n" * 400 + "\n") * 200,
}


@pytest.mark.parametrize("content", GROWING.values(), ids=GROWING)
def test_the_work_grows_as_the_file_does(content: str | bytes, tmp_path: Path) -> None:
    with cpu_limit(3):
        read(tmp_path / "talk.srt", content)


BOMB = "<!DOCTYPE tt [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE tt [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
DEFAULTS = f"<!DOCTYPE tt [<!ATTLIST p x CDATA '{'a' * 3000}'>]>"
OVER = {
    "bytes": (b"x" * (MAX_BYTES + 1), "it has 32 MiB, and at most 32 MiB are read"),
    "a cue": (VTT + "x" * (MAX_CUE_LENGTH + 1), "one of its cues has 100,001 characters, and at most 100,000 are read"),
    "text": (
        "WEBVTT\n\n" + (CUE + "y" * 90_000 + "\n\n") * 23,
        f"its text has more than {MAX_TEXT_LENGTH:,} characters",
    ),
    "entities": (f"{BOMB}<tt>{P}&b;</p></tt>", "it declares XML entities"),
    "outside": (f"{OUTSIDE}<tt>{P}&a;</p></tt>", "it declares XML entities"),
    "default attributes": (f"{DEFAULTS}<tt>{'<p/>' * 9}</tt>", "it declares XML entities or attributes of its own"),
    "depth": ("<tt>" + "<span>" * 1_000, "its elements are nested more than 64 deep"),
    "languages": (f"{GROWING['names of languages']!s}</tt>", "it is in more than 200 languages"),
    "gzip": (b"\x1f\x8b\x08" + bytes(range(256)) * 9, "its bytes are no text"),
    "zip": (b"PK\x03\x04" + bytes(range(256)) * 9, "its bytes are no text"),
}


@pytest.mark.parametrize(("content", "says"), OVER.values(), ids=OVER)
def test_a_file_over_a_limit_says_which(content: str | bytes, says: str, tmp_path: Path) -> None:
    reading = read(tmp_path / "talk.vtt", content)
    assert not reading.is_transcript
    assert [note.code for note in reading.notes] == ["subtitles_unreadable"]
    assert says in reading.notes[0].text


@pytest.mark.parametrize(
    "name", ["unicode_escape", "raw_unicode_escape", "utf-7", "punycode", "idna", "undefined", "zip"]
)
def test_an_encoding_that_makes_no_text_is_not_believed(name: str, tmp_path: Path) -> None:
    text = f"<?xml version='1.0' encoding='{name}'?><tt>{P}\xe9\xe8 He had leisure \\ud800 +2AA- there</p></tt>"
    reading = read(tmp_path / "talk.ttml", text.encode("latin-1"))
    assert "".join(cue.text for cue in reading.cues).encode()


def test_a_file_that_is_gone_or_not_to_be_opened_says_so(tmp_path: Path) -> None:
    gone = {"name": "a.srt", "path": str(tmp_path / "a.srt")}
    answer = read_sidecars([gone, {"name": "b.srt", "fault": "it is too large"}], 7.0, lambda _: None)
    assert [reading["notes"][0]["text"] for reading in answer["readings"]] == [
        "the subtitle file a.srt cannot be read: it is no longer in the bucket",
        "the subtitle file b.srt cannot be read: it is too large",
    ]


@pytest.mark.parametrize(
    ("error", "says"),
    [(KeyError("x"), "unexpected KeyError; the log has the trace"), (MemoryError(), "more memory than is allowed")],
)
def test_an_error_that_nobody_foresaw_costs_the_file(
    error: Exception, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(child, "read_sidecar", fail)
    assert says in read(tmp_path / "talk.srt", SRT).notes[0].text
