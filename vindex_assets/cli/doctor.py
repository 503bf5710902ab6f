"""`vindex doctor`: what is installed, which device and models there are, and how complete the library is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from vindex_assets.cli.format import channel_counts, first_videos_page
from vindex_assets.ocr.rapidocr_engine import locate_recogniser
from vindex_search.index.lock import owner_url
from vindex_search.models.active_set import library_store
from vindex_search.models.catalogue import model_set
from vindex_search.models.weights import WeightsLocator
from vindex_search.settings import settings
from vindex_search.videos.completeness_report import read_report

PACKAGES: Final = (
    *("dagster", "dagster-webserver", "dagster-aws", "decord", "whisperx"),
    *("transformers", "torch", "qdrant-client", "polars"),
)
OK: Final = "ok  "
BAD: Final = "BAD "
NOTE: Final = "note"


def check_installation() -> tuple[str, bool]:
    """The findings, one a line, and whether nothing is bad."""
    findings = [*_packages(), _device(), *_models(), *_library()]
    return "\n".join(f"{mark} {text}" for mark, text in findings), all(mark != BAD for mark, _ in findings)


def _packages() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in PACKAGES:
        try:
            found.append((OK, f"{name} {version(name)}"))
        except PackageNotFoundError:
            found.append((BAD, f"{name} is not installed: run make setup"))
    return found


def _device() -> tuple[str, str]:
    from vindex_search.models.cache import device

    return OK, f"models run on {device()}"


def _models() -> list[tuple[str, str]]:
    models = model_set(settings().models, speakers=settings().speakers)
    found = [(OK, f"model set {models.name}, collection vindex-{models.fingerprint}")]
    if models.why_no_vision:
        found.append((NOTE, models.why_no_vision))
    weights = WeightsLocator(settings().models_dir)
    found += [(BAD, str(problem)) for problem in weights.missing(models)]
    try:
        locate_recogniser(settings().screen_language, weights)
    except (LookupError, ValueError) as lack:
        found.append((BAD, str(lack)))
    return found


def _library() -> list[tuple[str, str]]:
    owner = owner_url(settings().index_dir)
    page = first_videos_page(failed=False)
    failed = [
        (NOTE, f"failed: {video.object_key}: {video.reason}") for video in page.videos if video.status == "failed"
    ]
    return [
        (OK, f"uploads {settings().uploads_root}"),
        (OK, f"store {settings().store_root}"),
        (OK, f"search service at {owner}") if owner else (NOTE, "no search service is running"),
        (OK, f"{sum(video.status == 'indexed' for video in page.videos)} of {len(page.videos)} videos indexed"),
        (OK, f"points by channel: {channel_counts(page.videos)}"),
        *_completeness(),
        *failed,
    ]


def _completeness() -> list[tuple[str, str]]:
    """What the last check for missing things found."""
    report = read_report(library_store(settings()))
    if report is None:
        return [(NOTE, "it was not checked yet whether anything is missing: Dagster's schedule completeness does it")]
    seen = f"checked at {report.at}, {report.checked} of {report.videos} videos closely"
    if not report.count_incomplete():
        return [(OK, f"nothing is missing: {seen}")]
    found = [(NOTE, f"missing: {one.video_id}: {one.reason} ({one.done})") for one in report.missing]
    return [(NOTE, f"{report.count_incomplete()} videos lack something: {seen}"), *found]
