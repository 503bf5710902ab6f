"""Words that a passage repeats from before a cut: in its text, but in none of its vectors."""

from __future__ import annotations

from vindex_search.contract.passages import own_text
from vindex_search.passages.passages import split_passages
from vindex_search.passages.segments import Segment


def test_the_own_text_of_a_row_begins_where_its_time_does() -> None:
    long = Segment(0.0, 20.0, " ".join(f"w{number}" for number in range(40)) + ".", "asr", "en")
    rest = Segment(20.0, 36.0, "We sail at noon.", "asr", "en")
    passages = split_passages([long, rest])
    rows = [{"text": one.text, "start_s": one.start_s, "sentences": one.sentence_offsets} for one in passages]
    assert [own_text(row) for row in rows] == [one.own_text for one in passages]
    assert passages[1].text == "w32 w33 w34 w35 w36 w37 w38 w39. We sail at noon."


def test_all_of_a_slide_is_its_own() -> None:
    assert own_text({"text": "Tides", "start_s": 3.0, "sentences": None}) == "Tides"
