"""Vectors of texts that were embedded before: a text that stands in the table still is not embedded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import TEXT_EMBEDDINGS
from vindex_search.contract.passages import own_text

if TYPE_CHECKING:
    import numpy.typing as npt

COLUMNS: Final = ("text", "sentences", "start_s", "vector")


def known_vectors(task: VideoTask) -> dict[str, npt.NDArray[np.float32]]:
    """By text, the vectors that the same code and model have made of this video's texts; none where it was another."""
    from polars.exceptions import PolarsError

    store, wanted = task.library.store, task.stamp
    stamp = store.try_stamp(task.video_id, TEXT_EMBEDDINGS)
    if stamp is None or (stamp.code_version, stamp.model) != (wanted.code_version, wanted.model):
        return {}
    try:
        table = store.read_table(task.video_id, TEXT_EMBEDDINGS, columns=COLUMNS)
    except (FileNotFoundError, PolarsError):  # it is made anew in any case
        return {}
    texts = map(own_text, table.drop("vector").iter_rows(named=True))
    return dict(zip(texts, table["vector"].to_numpy(), strict=True))


def vectors_of(
    texts: Sequence[str],
    known: Mapping[str, npt.NDArray[np.float32]],
    embed: Callable[[Sequence[str]], npt.NDArray[np.float32]],
) -> list[npt.NDArray[np.float32]]:
    """The vector of each text: a known one, else one of `embed`, which is not called where all are known."""
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    made = dict(zip(missing, embed(missing), strict=True)) if missing else {}
    return [known[text] if text in known else made[text] for text in texts]
