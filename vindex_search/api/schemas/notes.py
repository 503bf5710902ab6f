"""Notes of a video as JSON."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from vindex_search.api.schemas.note_meanings import MEANINGS
from vindex_search.contract.notes import NOTE_CODES, Note, NoteCode

KINDS: Final = "\n".join(f"- `{code}`: {MEANINGS[code]}" for code in NOTE_CODES)


class NoteOut(BaseModel):
    """What a video lacks, or what was decided about its file."""

    code: NoteCode = Field(
        description=f"Its kind; later versions may have more.\n{KINDS}", examples=["audio_track_passed_over"]
    )
    text: str = Field(
        description="A sentence for people, in lower case and without a final stop.",
        examples=["track 2 (English, described) is not indexed"],
    )
    start_s: float | None = Field(
        description="Where what it is about begins, in seconds of the video; null: the whole video.", examples=[12.4]
    )
    end_s: float | None = Field(description="Where that ends; null: the whole video.", examples=[31.0])
    loss: bool = Field(description="Whether something of the upload cannot be found for it.", examples=[False])


def notes_out(notes: tuple[Note, ...]) -> list[NoteOut]:
    """Notes as the API returns them."""
    return [
        NoteOut(code=note.code, text=note.text, start_s=note.start_s, end_s=note.end_s, loss=note.is_loss)
        for note in notes
    ]
