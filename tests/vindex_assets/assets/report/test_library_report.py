"""From tries that were written down to the asset's materialisation."""

from __future__ import annotations

import dagster as dg

from tests.support.library.activity.heartbeats import COST, attempt
from tests.support.library.home import Home
from tests.support.storage.video_records import publish
from vindex_assets.definitions import defs
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.storage.runs.history import add_attempt
from vindex_search.videos.report.read import read_written_report


def reported(home: Home, **config: bool) -> dict[str, object]:
    """The metadata of a run of the job that the schedule launches."""
    given = {"ops": {"library_report": {"config": config}}} if config else {}
    assert defs.resolve_job_def("report").execute_in_process(run_config=given, instance=home.instance).success
    (record,) = home.instance.fetch_materializations(dg.AssetKey("library_report"), limit=1).records
    assert record.asset_materialization is not None
    return {name: value.value for name, value in record.asset_materialization.metadata.items()}


def test_the_report_reads_what_is_new_and_keeps_the_figures(home: Home) -> None:
    store = home.library.store
    video = publish(store, "team/a.mp4")
    for asset in ARTEFACTS:
        add_attempt(store, video, attempt(asset, cost=COST))
    first = reported(home)
    assert (first["videos"], first["tries read"]) == (1, len(ARTEFACTS))
    assert first["processor hours an hour of video"] == round(len(ARTEFACTS) * COST.cpu_s * 60 / 3600, 6)
    written = read_written_report(store)
    assert written is not None
    assert written.videos == {"indexed": 1}
    second = reported(home)
    assert (second["videos"], second["tries read"]) == (1, 0)
    assert reported(home, anew=True)["tries read"] == len(ARTEFACTS)
