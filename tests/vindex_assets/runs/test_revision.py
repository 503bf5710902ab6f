"""The revision of the code: that of the image, else of the checkout, else none; and every run of a job has it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.session.checkout import CHECKOUT
from vindex_assets.automation.jobs import TAGS, calibration_job, completeness_job, index_videos, reindex
from vindex_assets.runs import revision
from vindex_assets.runs.revision import REVISION_TAG, checkout_revision, code_revision
from vindex_search.settings import Settings

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(revision, "CHECKOUT", tmp_path)
    checkout_revision.cache_clear()
    yield tmp_path
    checkout_revision.cache_clear()


def test_that_of_an_image_is_told_by_a_setting(checkout: Path) -> None:
    assert code_revision(Settings(revision="abc")) == "abc"


def test_without_git_there_is_none(checkout: Path) -> None:
    assert code_revision(Settings(revision="")) == ""


@pytest.mark.parametrize(("change", "mark"), [(False, ""), (True, "+")])
def test_that_of_a_checkout_says_whether_files_were_changed(checkout: Path, change: bool, mark: str) -> None:
    (checkout / "file").write_text("one")
    for command in (("init", "-q"), ("add", "file"), ("commit", "-qm", "one")):
        subprocess.run([*GIT, *command], cwd=checkout, check=True)
    if change:
        (checkout / "file").write_text("two")
    told = subprocess.run([*GIT, "rev-parse", "--short=12", "HEAD"], cwd=checkout, check=True, capture_output=True)
    assert code_revision(Settings(revision="")) == told.stdout.decode().strip() + mark


def test_every_run_of_a_job_has_it() -> None:
    assert set(TAGS) == ({REVISION_TAG} if (CHECKOUT / ".git").exists() else set())
    assert [job.tags for job in (index_videos, reindex, calibration_job, completeness_job)] == [TAGS] * 4
