"""Play lists of every kind that FFmpeg and players know, which name a file `other.ts`, and disguises for them."""

from __future__ import annotations

from typing import Final

HLS: Final = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\nother.ts\n#EXT-X-ENDLIST\n"
CONCAT: Final = b"ffconcat version 1.0\nfile other.ts\n"
DASH: Final = (
    b'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period>'
    b"<AdaptationSet><Representation><BaseURL>other.ts</BaseURL></Representation></AdaptationSet></Period></MPD>"
)
SDP: Final = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\n"
# By kind, as it is called where it is refused.
PLAY_LISTS: Final[dict[bytes, str]] = {
    HLS: "HLS or M3U",
    b"#EXT-X-VERSION:3\nother.ts\n": "HLS",
    CONCAT: "FFmpeg's concat",
    b"file 'other.ts'\n": "FFmpeg's concat",
    DASH: "DASH",
    b'<?xml version="1.0"?>\n' + DASH: "DASH",
    b'<?xml version="1.0"?>\n<!--' + b"-" * 3000 + b"-->\n" + DASH: "DASH",
    b'<?xml version="1.0"?><SmoothStreamingMedia MajorVersion="2"/>': "Smooth Streaming",
    b'<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"/>': "XSPF",
    b"<smil><body><video src='other.ts'/></body></smil>": "SMIL",
    b'<ASX version="3.0"><entry><ref href="other.ts"/></entry></ASX>': "ASX",
    b'<?wpl version="1.0"?><smil/>': "Windows Media Player",
    b"[playlist]\nFile1=other.ts\n": "PLS",
    b"[Reference]\nRef1=other.ts\n": "ASF",
    b"[InternetShortcut]\r\nURL=file:///other.ts\r\n": "link",
    SDP: "SDP",
    b"s=x\r\n" + SDP: "SDP",
    b"RTSPtext\r\nrtsp://127.0.0.1/other.ts\r\n": "QuickTime",
    b"# VobSub index file, v7\n": "VobSub",
    b'PERFORMER "x"\r\nFILE "other.ts" WAVE\r\n  TRACK 01 AUDIO\r\n': "cue sheet",
    b"https://127.0.0.1/other.ts\n": "address",
    b"file:///srv/other.ts": "address",
}


def behind_id3(head: bytes, picture: int = 16) -> bytes:
    """Bytes behind an ID3 tag with a picture of that size, which FFmpeg skips."""
    size = bytes(picture >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + size + b"\xff" * picture + head


def in_free_box(head: bytes) -> bytes:
    """Bytes in the first box of ISO media, whose size of 16 MB has no zero byte, so that FFmpeg reads them as text."""
    return b"\x01\x01\x01\x01free" + head


def in_ebml_void(head: bytes) -> bytes:
    """Bytes in an element of Matroska that players pass over."""
    return b"\x1aE\xdf\xa3\x9f\xec" + bytes([0x40 | len(head) >> 8, len(head) & 0xFF or 1]) + head
