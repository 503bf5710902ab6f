"""What each kind of note means, in one sentence: for the API's description, the documentation and whoever adds one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_search.contract.notes import LOSSES, NOTE_CODES, NoteCode

MEANINGS: Final[Mapping[NoteCode, str]] = {
    "times_restarted": "The times begin anew inside the file; all of it is put on one running clock.",
    "packets_unplaced": "Packets that no time could be found for are left out.",
    "length_corrected": "The file states another length than its packets last; the packets decide.",
    "file_unread": "A part of the file cannot be read.",
    "frames_lost": "Pictures cannot be decoded.",
    "sound_lost": "Sound cannot be decoded.",
    "picture_size_changed": "Size, pixel shape or rotation of the pictures change inside the film.",
    "video_track_passed_over": "The file has several video tracks; this one is not indexed.",
    "audio_track_passed_over": "The file has several sound tracks; this one is not indexed.",
    "channel_cancelled": "Channels cancel each other out in the mix; the better one is heard.",
    "subtitles_passed_over": "Subtitles are no transcript of the film; the sound is heard instead.",
    "subtitles_unreadable": "A subtitle file cannot be read.",
    "subtitle_lines_skipped": "Some lines of a subtitle file cannot be read.",
    "subtitle_encoding_guessed": "A subtitle file does not say in which encoding it is written.",
    "cues_outside": "Cues of the subtitles lie outside of the film.",
    "subtitles_shifted": "All cues are late by the same time, an hour or ten; they are moved back to the film.",
    "subtitles_incomplete": "Subtitles say only a part of what is said; what is heard is added.",
    "description_unreadable": "A describing file cannot be read.",
    "description_passed_over": "A file named like a describing one describes no video.",
    "description_partly_read": "Some values of a describing file could not be taken.",
}


def meanings_table() -> str:
    """All kinds as a table in Markdown, in the order of the pipeline; docs/architecture.md contains it."""
    rows = [f"| `{code}` | {MEANINGS[code]} | {'yes' if code in LOSSES else ''} |" for code in NOTE_CODES]
    return "\n".join(["| code | means | a loss |", "|---|---|---|", *rows])
