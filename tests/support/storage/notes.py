"""Notes that tests write into artefacts."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from vindex_search.contract.notes import NOTE_CODES, Note

LOST: Final = Note("sound_lost", "28.0 s of sound cannot be decoded", 12.0, 40.0)
SKIPPED: Final = Note("subtitle_lines_skipped", "1 cue of talk.en.srt cannot be read, the first in line 12")
DECIDED: Final = Note("length_corrected", "the file states 3.0 s, its packets last 15.4 s")
seconds = st.none() | st.floats(0, 1e5)
any_note = st.builds(Note, code=st.sampled_from(NOTE_CODES), text=st.text(min_size=1), start_s=seconds, end_s=seconds)
any_notes = st.lists(any_note, max_size=30)
