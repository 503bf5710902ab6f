"""Play lists by their first bytes: files that hold no media, but name other files and addresses to read them from.

FFmpeg takes a file for a play list by its text, wherever its name ends, and old versions open what it names. A file can
be both: the text at its beginning, and a film behind it. So the text decides, up to the first zero byte, which is as
far as FFmpeg reads text (`hls_probe`, `concat_probe`, `dash_probe`, `sdp_probe` and others in libavformat).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# What a play list begins with, behind blanks: the kind that it is called by.
BEGINNINGS: Final[Mapping[str, str]] = {
    "#extm3u": "HLS or M3U",
    "#ext-x-": "HLS",
    "#extinf": "M3U",
    "ffconcat": "FFmpeg's concat",
    "[playlist]": "PLS",
    "[reference]": "ASF",
    "[internetshortcut]": "link",
    "<asx": "ASX",
    "<smil": "SMIL",
    "<?wpl": "Windows Media Player",
    "smiltext": "SMIL",
    "rtsptext": "QuickTime",
    "v=0\n": "SDP",
    "v=0\r": "SDP",
    "# vobsub": "VobSub",
    "#!rtpplay": "RTP dump",
    "file '": "FFmpeg's concat",
    "#~": "Real",
}
# What is one anywhere in the text: elements of XML, whose prologue may be long, and the line by which SDP is known.
ANYWHERE: Final[Mapping[str, str]] = {
    "<mpd": "DASH",
    "<smoothstreamingmedia": "Smooth Streaming",
    "<smil": "SMIL",
    "<asx": "ASX",
    "xspf.org/ns": "XSPF",
    "\nc=in ip": "SDP",
    "\n#extm3u": "HLS or M3U",
    "#ext-x-": "HLS",
    "ffconcat version": "FFmpeg's concat",
    "compositionplaylist": "IMF",
}
CUE: Final = re.compile(r'(?:^|\n)\s{0,9}file\s{1,9}"[^"\n]{1,400}"\s{1,9}(?:wave|mp3|aiff|binary|motorola|flac)\b')
ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}://\S{1,400}\s*(?:\n|$)")
BOM: Final = b"\xef\xbb\xbf"
WIDE: Final[Mapping[bytes, str]] = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
ID3_HEADER_BYTES: Final = 10  # (id3.org, ID3v2.4 section 3.1); the size is in four times seven bits


def play_list_kind(head: bytes) -> str | None:
    """What kind of play list the first bytes of a file are, such as `HLS`; None where they are none."""
    text = _leading_text(head[id3_tag_bytes(head) :])
    if not text:
        return None
    for beginning, kind in BEGINNINGS.items():
        if text.startswith(beginning):
            return kind
    for part, kind in ANYWHERE.items():
        if part in text:
            return kind
    if CUE.search(text):
        return "cue sheet"
    return "address" if ADDRESS.match(text) else None


def id3_tag_bytes(head: bytes) -> int:
    """How many bytes the ID3 tags at the beginning of a file take: FFmpeg skips them in front of anything."""
    end = 0
    while len(tag := head[end : end + ID3_HEADER_BYTES]) == ID3_HEADER_BYTES and tag.startswith(b"ID3"):
        size = sum(byte << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=True))
        end += ID3_HEADER_BYTES + size + (ID3_HEADER_BYTES if tag[5] & 0x10 else 0)
    return end


def _leading_text(head: bytes) -> str:
    """The text before the first zero byte in lower case, without blanks and marks in front of it."""
    encoding = WIDE.get(head[:2])
    if encoding:
        text = head[2:].decode(encoding, errors="replace").partition("\0")[0]
    else:
        text = head.removeprefix(BOM).partition(b"\0")[0].decode("latin-1")
    return text.lstrip().lower()
