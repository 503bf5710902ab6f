"""`background`: what questions score that the library does not answer, so that the search service knows when to say so.

No `from __future__ import annotations` here: Dagster reads the types of the body's parameters.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from vindex_assets.pipeline.policy import OWNERS
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation

if TYPE_CHECKING:
    import polars as pl


@dg.asset(name="background", group_name="index", kinds={"parquet"}, owners=OWNERS, code_version="1", pool="gpu")
def background(context: dg.AssetExecutionContext, library: LibraryResource) -> dg.MaterializeResult[None]:
    """How high questions score that the library does not answer: a distribution per channel, for honest confidences."""
    found = measured(library)
    context.log.info(f"{found['questions']} questions asked of {found['videos']} videos")
    return dg.MaterializeResult(metadata=found)


def measured(library: LibraryResource) -> dict[str, int | float]:
    """Measure the library as it is now and keep what was found; returns the figures that people look at.

    Raises:
        MissingWeights: a model's weights are not on this machine.
    """
    from vindex_search.models.encoders import open_encoders
    from vindex_search.ranking.calibration.measure import measure_null_distribution
    from vindex_search.ranking.calibration.questions import calibration_questions
    from vindex_search.ranking.calibration.store import published_generations, write_distribution

    store, questions = library.store, calibration_questions()
    seen = published_generations(store)
    encoders = open_encoders(library.settings, library.models)
    found = measure_null_distribution(lambda: _tables(library, seen), encoders, questions)
    write_distribution(store, found, seen)
    middles = {f"{name} of an ordinary question": round(found.median(name), 4) for name in found.scores}
    return {"questions": len(questions), "videos": found.video_count, "texts": found.text_count, **middles}


def _tables(library: LibraryResource, generations: list[Generation]) -> Iterator["pl.DataFrame"]:
    """The points of each video; one that was removed meanwhile is passed over."""
    columns = ["language", "text_vector", "visual_vector", "words_indices", "words_values"]
    for video_id in (one.video_id for one in generations):
        try:
            yield library.store.read_table(video_id, POINTS, columns=columns)
        except FileNotFoundError:
            continue
