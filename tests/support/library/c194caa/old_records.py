"""The records of a small library as commit c194caa wrote them, byte for byte, as readable literals."""

from __future__ import annotations

from pathlib import Path

COLLECTION = "vindex-old"
TALK = "team--groe-468357138a"
FILM = "team--film-0123456789"
FINGERPRINT = "512c2abf1c52b7c2"
REVISION = "5-1767225600000000000+25d7f111"

UPLOAD = """{
 "video_id": "team--groe-468357138a",
 "workspace": "team",
 "object_key": "team/talks/Größe.mp4",
 "version": "5-1767225600000000000",
 "revision": "5-1767225600000000000+25d7f111",
 "size": 5,
 "uploaded_at": "2026-01-01T00:00:00+00:00",
 "sidecars": [
  [
   "team/talks/Größe.en.vtt",
   "7-1"
  ]
 ]
}"""
FAILURE = """{
 "revision": "5-1767225600000000000+25d7f111",
 "asset": "video",
 "kind": "permanent",
 "reason": "the file is no video",
 "run_id": null,
 "at": "2026-11-29T15:41:06+00:00"
}"""
ATTEMPTS = """{
 "revision": "5-1767225600000000000+25d7f111",
 "runs": [
  "r1"
 ]
}"""
INDEXED = """{
 "revision": "5-1767225600000000000+25d7f111",
 "generation": "512c2abf1c52b7c2",
 "run_id": "r1",
 "at": "2026-11-29T15:41:06+00:00"
}"""
CHANNELS = """{
 "revision": "5-1767225600000000000+25d7f111",
 "channels": {
  "speech": {
   "expected": 5,
   "present": 5
  },
  "words": {
   "expected": 5,
   "present": 4
  },
  "screen": {
   "expected": 0,
   "present": 0
  },
  "visual": {
   "expected": 3,
   "present": 3
  }
 }
}"""
REPAIRS = """{
 "revision": "5-1767225600000000000+25d7f111",
 "at": [
  1767225600.5
 ]
}"""
VIDEO = """{
 "video_id": "team--groe-468357138a",
 "bytes": 5,
 "workspace": "team",
 "object_key": "team/talks/Gr\\u00f6\\u00dfe.mp4",
 "version": "5-1767225600000000000",
 "uploaded_at": "2026-01-01T00:00:00+00:00",
 "sha256": "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
 "container": "mov,mp4,m4a,3gp,3g2,mj2",
 "duration_s": 12.5,
 "width": 640,
 "tags": {
  "title": "Gr\\u00f6\\u00dfe"
 }
}"""
LIVE = """{
 "models": "standard",
 "at": "2026-01-01T00:00:00+00:00"
}"""
MEASURED_ON = """{
 "generations": [
  "team--groe-468357138a@512c2abf1c52b7c2"
 ]
}"""
FILES = {
    "live.json": LIVE,
    f"background/{COLLECTION}.of.json": MEASURED_ON,
    f"published/{COLLECTION}/{TALK}.{FINGERPRINT}.9": "",
    f"videos/team/{TALK}/upload.json": UPLOAD,
    f"videos/team/{TALK}/failure.json": FAILURE,
    f"videos/team/{TALK}/attempts.json": ATTEMPTS,
    f"videos/team/{TALK}/video.json": VIDEO,
    f"videos/team/{TALK}/{COLLECTION}/indexed.json": INDEXED,
    f"videos/team/{TALK}/{COLLECTION}/channels.json": CHANNELS,
    f"videos/team/{TALK}/{COLLECTION}/repairs.json": REPAIRS,
    f"videos/team/{FILM}/forgotten.json": UPLOAD,
}


def write_library(root: Path) -> Path:
    """Write the files below a folder; returns the folder."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root
