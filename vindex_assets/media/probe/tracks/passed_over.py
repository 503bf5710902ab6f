"""Notes about tracks that are not indexed although they could be: which, and why another one was taken."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.streams import UNKNOWN_CODEC, share_program
from vindex_assets.media.probe.tracks.choice import UNDECODABLE
from vindex_search.contract.notes import Note, NoteCode

CODES: Final[Mapping[str, NoteCode]] = {"video": "video_track_passed_over", "audio": "audio_track_passed_over"}
PURPOSE_NAMES: Final = {
    "hearing_impaired": "for the hard of hearing",
    "described": "audio description",
    "commentary": "commentary",
    "no_speech": "without speech",
}


def passed_over(
    kind: str,
    streams: Sequence[StreamInfo],
    *,
    chosen: int | None,
    faults: Mapping[int, str],
    silent: Container[int] = (),
    picture: StreamInfo | None = None,
) -> Iterator[Note]:
    """One note about all tracks of a kind that are not indexed, where there is one worth telling of.

    A track that says of itself that it is the same sound for another player (same language and purpose, another codec
    or number of channels) is not, nor is any track where none could be taken and the reason is told elsewhere.

    Args:
        kind: "video" or "audio".
        streams: All of the file.
        chosen: Index of the track that is indexed.
        faults: Why tracks before it were not taken, by index.
        silent: Indexes of tracks without sound, of which nothing is lost.
        picture: The video stream that is indexed.
    """
    tracks = [stream for stream in streams if stream.kind == kind and not stream.attached_picture]
    taken = next((stream for stream in tracks if stream.index == chosen), None)
    others = [
        _named(number, stream, faults, picture)
        for number, stream in enumerate(tracks, 1)
        if stream is not taken and stream.index not in silent
        if stream.index in faults or not (taken and _is_same_mix(stream, taken))
    ]
    if not others or not (taken or len(tracks) > 1 or _is_elsewhere(tracks, picture)):
        return
    yield Note(CODES[kind], f"{_subject(kind, tracks, taken)}; not indexed: {', '.join(others)}")


def _subject(kind: str, tracks: Sequence[StreamInfo], taken: StreamInfo | None) -> str:
    if taken is None:
        return f"no {kind} track is indexed"
    return f"{kind} track {_description(tracks.index(taken) + 1, taken)} is indexed"


def _named(number: int, stream: StreamInfo, faults: Mapping[int, str], picture: StreamInfo | None) -> str:
    return _description(number, stream, *_reasons(stream, faults, picture))


def _description(number: int, stream: StreamInfo, *reasons: str) -> str:
    """Number of a track among its kind, with what is known of it: `2 (deu, "Kommentar", commentary)`."""
    title = f'"{stream.title}"' if stream.title else ""
    size = f"{stream.width} x {stream.height}" if stream.width else ""
    known = ", ".join(part for part in (stream.language, title, size, *reasons) if part)
    return f"{number} ({known})" if known else str(number)


def _reasons(stream: StreamInfo, faults: Mapping[int, str], picture: StreamInfo | None) -> Iterator[str]:
    if stream.kind == "audio" and stream.purpose in PURPOSE_NAMES:
        yield PURPOSE_NAMES[stream.purpose]
    if stream.encrypted:
        yield "encrypted"
    elif stream.codec == UNKNOWN_CODEC:
        yield UNDECODABLE
    elif stream.index in faults:
        yield faults[stream.index]
    if picture and not share_program(stream, picture):
        yield f"of program {' and '.join(map(str, stream.programs))}"


def _is_same_mix(stream: StreamInfo, taken: StreamInfo) -> bool:
    same = stream.language is not None and (stream.language, stream.purpose) == (taken.language, taken.purpose)
    return same and (stream.codec, stream.channels) != (taken.codec, taken.channels)


def _is_elsewhere(tracks: Sequence[StreamInfo], picture: StreamInfo | None) -> bool:
    return picture is not None and not any(share_program(stream, picture) for stream in tracks)
