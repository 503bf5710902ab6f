"""The texts of a video with its corrections, as rows with vectors: only texts that nobody has embedded are embedded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vindex_search.contract.artefacts import SCREEN_TEXT, TEXT_EMBEDDINGS, TRANSCRIPT
from vindex_search.contract.passages import own_text
from vindex_search.corrections.matching import Line
from vindex_search.corrections.overlay import Overlay, apply_to_segments, apply_to_texts
from vindex_search.passages.passages import split_passages
from vindex_search.passages.rows import passage_row, screen_key
from vindex_search.passages.segments import from_table
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

Row = dict[str, Any]
Embed = Callable[[Sequence[str]], "npt.NDArray[np.float32]"]


@dataclass(slots=True)
class KnownVectors:
    """Vectors by text: those that are known, and others as they are asked for.

    Attributes:
        embed: Makes the vectors of texts that are not known.
        known: By text.
        embedded: How many texts had to be embedded.
    """

    embed: Embed
    known: dict[str, Any] = field(default_factory=dict)
    embedded: int = 0

    def learn(self, rows: pl.DataFrame, column: str) -> None:
        """Add the vectors of rows with `text`, `sentences` and `start_s`."""
        texts = map(own_text, rows.select("text", "sentences", "start_s").iter_rows(named=True))
        self.known |= dict(zip(texts, rows[column].to_list(), strict=True))

    def vectors(self, texts: Sequence[str]) -> list[Any]:
        """The vector of each text."""
        missing = list(dict.fromkeys(text for text in texts if text not in self.known))
        if missing:
            self.embedded += len(missing)
            self.known |= dict(zip(missing, (vector.tolist() for vector in self.embed(missing)), strict=True))
        return [self.known[text] for text in texts]


def corrected_texts(store: Store, video_id: str, overlay: Overlay, vectors: KnownVectors) -> list[Row]:
    """The rows of `embeddings/texts.parquet` with the corrections applied; without any, as they are.

    Raises:
        FileNotFoundError: an artefact was removed meanwhile.
    """
    table = store.read_table(video_id, TEXT_EMBEDDINGS)
    vectors.learn(table, "vector")
    spoken = [row for row in table.iter_rows(named=True) if row["channel"] == "speech"]
    others = [row for row in table.iter_rows(named=True) if row["channel"] != "speech"]
    rows = [*_spoken(store, video_id, overlay, spoken), *_shown(store, video_id, overlay, others)]
    found = vectors.vectors([own_text(row) for row in rows])
    return [{**row, "vector": vector} for row, vector in zip(rows, found, strict=True)]


def _spoken(store: Store, video_id: str, overlay: Overlay, rows: list[Row]) -> list[Row]:
    if not (overlay.speaker_names or overlay.of_kind("transcript", "line_speaker")):
        return rows
    segments = from_table(store.read_table(video_id, TRANSCRIPT))
    return [passage_row(one) for one in split_passages(apply_to_segments(overlay, segments).segments)]


def _shown(store: Store, video_id: str, overlay: Overlay, rows: list[Row]) -> list[Row]:
    if not overlay.of_kind("screen"):
        return rows
    changed, _unmatched = apply_to_texts(overlay, screen_lines(store, video_id))
    texts: Mapping[str, str] = {screen_key(frame): text for frame, text in changed.items()}
    return [{**row, "text": texts.get(row["row_key"], row["text"])} for row in rows]


def screen_lines(store: Store, video_id: str) -> list[Line]:
    """The texts on screen as lines, their row the index of the frame that they were read from."""
    columns = ("frame_index", "start_s", "end_s", "text")
    return [Line(*row) for row in store.read_table(video_id, SCREEN_TEXT, columns=columns).iter_rows()]
