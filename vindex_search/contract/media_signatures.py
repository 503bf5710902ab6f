"""What media files begin with, and the suffix that such a file should have.

Signatures are those of FFmpeg's demuxers (`*_probe` in libavformat). Where two or three bytes are all there is, they
count only together with the suffix: `SHORT_SIGNATURES`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

SIGNATURES: Final[Mapping[bytes, str]] = {
    b"\x1aE\xdf\xa3": ".mkv",  # Matroska, WebM
    b"\x00\x00\x01\xba": ".mpg",  # MPEG program stream
    b"\x00\x00\x01\xb3": ".m2v",  # MPEG video
    b"FLV\x01": ".flv",
    b"0&\xb2u\x8ef\xcf\x11": ".wmv",  # ASF
    b"\xb7\xd8\x00 7I\xda\x11\xa6N\x00\x07\xe9^\xad\x8d": ".wtv",
    b"OggS": ".ogg",
    b"\x06\x0e+4\x02\x05\x01\x01\r\x01\x02\x01\x01": ".mxf",  # header partition pack (SMPTE ST 377-1)
    b"\x00\x00\x00\x00\x01\xbc": ".gxf",  # packet leader (SMPTE ST 360)
    b"\x1f\x07\x00?": ".dv",  # header DIF block of 525 lines (IEC 61834), and of 625
    b"\x1f\x07\x00\xbf": ".dv",
    b"\xf5Fz\xbd\x00\x00\x00\x02": ".ty",
    b"NSVf": ".nsv",
    b"NSVs": ".nsv",
    b"NuppelVideo\x00": ".nuv",
    b"MythTVVideo\x00": ".nuv",
    b"nut/multimedia container\x00": ".nut",
    b"DHAV": ".dav",
    b"DKIF": ".ivf",
    b"YUV4MPEG2 ": ".y4m",
    b".RMF": ".rm",
    b".ra\xfd": ".ra",
    b"\x00\x00\x01\xb0": ".m4v",  # MPEG-4 Visual
    b"\x00\x00\x00\x01\x67": ".h264",  # a sequence parameter set behind a start code
    b"\x00\x00\x00\x01\x27": ".h264",  # the same, as Raspberry Pi's cameras write it
    b"\x00\x00\x00\x01\x09": ".h264",  # an access unit delimiter
    b"\x00\x00\x00\x01\x40\x01": ".hevc",  # a video parameter set
    b"fLaC": ".flac",
    b"ID3": ".mp3",  # a tag in front of MP3, AAC or FLAC
    b"riff.\x91\xcf\x11\xa5\xd6(\xdb\x04\xc1\x00\x00": ".w64",
    b"caff": ".caf",
    b"#!AMR-WB\n": ".awb",
    b"#!AMR\n": ".amr",
    b".snd": ".au",
    b"\x7f\xfe\x80\x01": ".dts",
    b"\xfe\x7f\x01\x80": ".dts",  # little-endian
    b"wvpk": ".wv",
    b"MAC ": ".ape",
    b"TTA1": ".tta",
    b"tBaK": ".tak",
    b"MPCK": ".mpc",
    b"MP+": ".mpc",
    b"DSD ": ".dsf",
    b"Creative Voice File\x1a": ".voc",
    b"\x02dss": ".dss",
    b"\x03ds2": ".ds2",
    b"NIST_1A\n": ".sph",
    b"EA3": ".oma",
    b"ea3\x03": ".oma",
}
START_CODES: Final = (b"\x00\x00\x01", b"\x00\x00\x00\x01")  # of raw MPEG video, H.264 and their successors
LOAS_SYNC: Final = tuple(bytes([0x56, low]) for low in range(0xE0, 0x100))  # 11 bits (ISO/IEC 14496-3)
# By suffix; three bytes that begin other files as well, such as a picture.
SHORT_SIGNATURES: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".ac3": (b"\x0bw", b"w\x0b"),
    ".eac3": (b"\x0bw", b"w\x0b"),
    ".ec3": (b"\x0bw", b"w\x0b"),
    **dict.fromkeys((".loas", ".latm"), LOAS_SYNC),
    ".pva": (b"AV",),
    ".mjpeg": (b"\xff\xd8\xff",),
    ".mjpg": (b"\xff\xd8\xff",),
    ".obu": (b"\x12\x00",),  # a temporal delimiter (AV1, section 5.6)
    ".av1": (b"\x12\x00",),
    **dict.fromkeys((".264", ".avc", ".h264", ".265", ".hevc", ".h265", ".266", ".vvc", ".h266"), START_CODES),
    **dict.fromkeys((".vc1", ".m1v", ".m2v", ".mpv"), START_CODES),
}
# EA IFF 85 and RIFF: four letters, a length, and the type of what follows.
CHUNKED: Final = re.compile(rb"(?:RIFF|RF64|RIFX|FORM)....(AVI |AVIX|AMV |WAVE|CDXA|QLCM|AIFF|AIFC)", re.DOTALL)
CHUNKED_SUFFIXES: Final[Mapping[bytes, str]] = {
    b"AVI ": ".avi",
    b"AVIX": ".avi",
    b"AMV ": ".amv",
    b"WAVE": ".wav",
    b"QLCM": ".qcp",
    b"CDXA": ".mpg",  # the program stream of a Video CD
    b"AIFF": ".aiff",
    b"AIFC": ".aiff",
}
# Types of the first box of ISO media (ISO/IEC 14496-12) and QuickTime files; the four bytes before are its size.
FIRST_BOX_TYPES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
PICTURE_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"crx "})
BRANDS: Final[Mapping[bytes, str]] = {b"qt  ": ".mov", b"M4A ": ".m4a", b"M4B ": ".m4b"}  # of `ftyp`; any other is MP4
# Sync word of MPEG audio (layers 3 to 1) or ADTS (layer bits 0); 0xff 0xfe is a UTF-16 BOM.
AUDIO_FRAME: Final = re.compile(rb"\xff[\xe2-\xe7\xf0-\xfd]")
ADTS_FRAME: Final = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
TRUEHD_SYNC: Final = re.compile(rb"....\xf8\x72\x6f[\xba\xbb]", re.DOTALL)  # behind the length of an access unit
TS_SYNC: Final = 0x47
TS_LAYOUTS: Final = ((".ts", 0, 188), (".m2ts", 4, 192))  # suffix, offset of the first sync byte, bytes a packet


def media_suffix(head: bytes) -> str | None:
    """The suffix of the media that some first bytes belong to; None where they are no signature of any."""
    for signature, suffix in SIGNATURES.items():
        if head.startswith(signature):
            return suffix
    return _chunked_suffix(head) or _iso_suffix(head) or _frame_suffix(head) or _transport_suffix(head)


def fits_short_signature(head: bytes, suffix: str) -> bool:
    """Whether first bytes, which say little by themselves, are those of raw media with this suffix."""
    return head.startswith(SHORT_SIGNATURES.get(suffix, ())) if suffix in SHORT_SIGNATURES else False


def _chunked_suffix(head: bytes) -> str | None:
    found = CHUNKED.match(head)
    return CHUNKED_SUFFIXES[found[1]] if found else None


def _iso_suffix(head: bytes) -> str | None:
    box = head[4:8]
    if box == b"ftyp":
        return None if head[8:12] in PICTURE_BRANDS else BRANDS.get(head[8:12], ".mp4")
    return ".mov" if box in FIRST_BOX_TYPES else None


def _frame_suffix(head: bytes) -> str | None:
    if ADTS_FRAME.match(head):
        return ".aac"
    if TRUEHD_SYNC.match(head):
        return ".thd"
    return ".mp3" if AUDIO_FRAME.match(head) else None


def _transport_suffix(head: bytes) -> str | None:
    """By the sync bytes of two packets of an MPEG transport stream, plain or with Blu-ray's 4-byte time codes."""
    for suffix, start, step in TS_LAYOUTS:
        if len(head) > start + step and head[start] == head[start + step] == TS_SYNC:
            return suffix
    return None
