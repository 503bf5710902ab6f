"""`calibration`: measures what questions score that the library does not answer, for the confidence of answers.

No `from __future__ import annotations` here: Dagster reads the types of the body's parameters.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

import dagster as dg

from vindex_assets.pipeline.metadata.plain_text import inert_metadata
from vindex_assets.pipeline.policy import OWNERS
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation

if TYPE_CHECKING:
    import polars as pl

    from vindex_search.ranking.calibration.distribution import NullDistribution

POINT_COLUMNS: Final = ("channel", "language", "text_vector", "visual_vector", "words_indices", "words_values")


@dg.asset(name="calibration", group_name="index", kinds={"parquet"}, owners=OWNERS, code_version="1", pool="gpu")
def calibration(context: dg.AssetExecutionContext, library: LibraryResource) -> dg.MaterializeResult[None]:
    """The null distribution: how high questions score that the library does not answer, for each channel's signal."""
    figures = calibrate(library)
    context.log.info(f"{figures['questions']} questions asked of {figures['videos']} videos")
    return dg.MaterializeResult(metadata=inert_metadata(figures))


def calibrate(library: LibraryResource) -> dict[str, int | float]:
    """Measure the null distribution of the library and of its workspaces; returns the figures that the asset shows.

    Raises:
        MissingWeights: a model's weights are not on this machine.
    """
    from vindex_search.models.encoders import open_encoders
    from vindex_search.ranking.calibration.measure import encode_dense, measure_null_distribution
    from vindex_search.ranking.calibration.questions import calibration_questions
    from vindex_search.ranking.calibration.scopes import generations_of, scopes_to_measure, write_scope
    from vindex_search.ranking.calibration.store import published_generations

    store, questions = library.store, calibration_questions()
    published = published_generations(store)
    encoders = open_encoders(library.settings, library.models)
    dense = encode_dense(encoders, questions)
    measured: dict[tuple[Generation, ...], NullDistribution] = {}  # a library of one workspace is measured once
    for scope in scopes_to_measure(store):
        generations = tuple(generations_of(scope, published))
        if generations not in measured:
            tables = partial(_point_tables, library, generations)
            measured[generations] = measure_null_distribution(tables, encoders, questions, dense=dense)
        write_scope(store, scope, measured[generations], generations)
    return _figures(len(questions), next(iter(measured.values())))


def _figures(questions: int, distribution: "NullDistribution") -> dict[str, int | float]:
    """Of the first scope that was measured: the library where it was."""
    medians = {f"median {signal}": round(distribution.median(signal), 4) for signal in distribution.scores}
    return {
        "questions": questions,
        "videos": distribution.video_count,
        "texts": distribution.text_count,
        **medians,
    }


def _point_tables(library: LibraryResource, generations: Iterable[Generation]) -> Iterator["pl.DataFrame"]:
    """The points of each video; one that was removed meanwhile is skipped."""
    for generation in generations:
        try:
            points = library.store.read_table(generation.video_id, POINTS, columns=list(POINT_COLUMNS))
        except FileNotFoundError:
            continue
        yield points.filter(points["channel"].ne_missing("chapter"))  # titles are compared with a query, not measured
