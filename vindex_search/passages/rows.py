"""Rows of `embeddings/texts.parquet`, less their vectors: of passages, and of texts with a row key of their own."""

from __future__ import annotations

from typing import Any, Final

from vindex_search.passages.passages import Passage

ROW_FIELDS: Final = ("start_s", "end_s", "text", "language", "speaker", "sentences")

Row = dict[str, Any]


def passage_row(passage: Passage) -> Row:
    """The row of a passage of speech."""
    fields = {name: getattr(passage, name) for name in ("start_s", "end_s", "text", "language", "speaker")}
    return embedding_row("speech", passage.row_key, {**fields, "sentences": passage.sentence_offsets})


def screen_key(frame_index: int) -> str:
    """The row key of what is read from a frame, and of the frame."""
    return f"{frame_index:08}"


def embedding_row(channel: str, row_key: str, fields: Row) -> Row:
    """Row of the embeddings' schema, less its vector; fields that are not given are null."""
    return {"row_key": row_key, "channel": channel, **{name: fields.get(name) for name in ROW_FIELDS}}
