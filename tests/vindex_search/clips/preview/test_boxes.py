"""boxes: what players need once is told from the media of a segment."""

from __future__ import annotations

from vindex_search.clips.preview.boxes import split


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def test_a_file_is_split_at_its_boxes() -> None:
    once, media = (box(b"ftyp", b"iso5"), box(b"moov", b"tracks")), (box(b"moof", b"times"), box(b"mdat", b"frames"))
    assert split(once[0] + once[1] + media[0] + media[1] + box(b"mfra", b"index")) == (b"".join(once), b"".join(media))
