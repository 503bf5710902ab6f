"""First bytes of files: what each family of media begins with, and what is none."""

from __future__ import annotations

from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(40)
HLS: Final = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.mp4\n#EXT-X-ENDLIST\n"
MEDIA: Final = {
    "mp4": b"\0\0\0\x18ftypavc1" + bytes(20),
    "quicktime": b"\0\0\0\x08wide\0\0\0\0mdat",
    "matroska": b"\x1aE\xdf\xa3" + bytes(20),
    "avi": b"RIFF\1\2\3\4AVI LIST",
    "long wave": b"RF64\xff\xff\xff\xffWAVEds64",
    "ogg": b"OggS" + bytes(20),
    "flac": b"fLaC\0\0\0\x22",
    "flash": b"FLV\1\5",
    "tagged sound": b"ID3\4\0\0\0\0\0\x10",
    "mp3": b"\xff\xfb\x90\x64" + bytes(40),
    "aac": b"\xff\xf1\x50\x80" + bytes(40),
    "transport stream": (b"\x47" + bytes(187)) * 3,
    "blu-ray": bytes(4) + (b"\x47" + bytes(191)) * 3,
    "program stream": b"\0\0\1\xba" + bytes(40),
    "wmv": b"0&\xb2u\x8ef\xcf\x11\xa6\xd9" + bytes(40),
}
# And what an upload of it is called when it is refused.
OTHER: Final = {
    b"": "an empty file",
    b"no video": "plain text",
    b"<!DOCTYPE html><html><script>alert(1)</script>": "a web page",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>": "a web page",
    HLS: "a play list (HLS or M3U), which names other files",
    b"[playlist]\nFile1=other.mp4\n": "a play list (PLS), which names other files",
    b"notes of a meeting, with a byte\0" + bytes(40): "an unknown format",
    b"RIFF\1\2\3\4WEBPVP8 ": "WebP",
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(200): "Portable Document Format",
    PNG: "Portable Network Graphics file",
    b"MZ\x90\0" + bytes(200): "Windows Executable",
    b"PK\x03\x04" + bytes(60): "Document",
    bytes(range(256)) * 4: "an unknown format",
}
