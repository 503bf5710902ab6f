"""descriptors: the limit is raised as far as it goes, and files of the library keep their share."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from vindex_search.api.connections.descriptors import descriptors_in_use, max_connections

RAISE = (
    "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard})); "
    "from vindex_search.api.connections.descriptors import raise_descriptor_limit; "
    "print(raise_descriptor_limit(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
)


def test_the_soft_limit_becomes_the_hard_one() -> None:
    code = RAISE.format(soft=200, hard=900)
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["900", "900"]


@pytest.mark.parametrize(("limit", "in_use", "taken"), [(1024, 68, 350), (20_000, 68, 2000), (256, 100, 8)])
def test_files_of_the_library_keep_their_share(limit: int, in_use: int, taken: int) -> None:
    assert max_connections(limit, in_use=in_use) == taken


def test_open_files_are_counted() -> None:
    before = descriptors_in_use()
    with open(sys.executable, "rb"):  # noqa: PTH123 - any open file
        assert descriptors_in_use() == before + 1
    assert before < resource.getrlimit(resource.RLIMIT_NOFILE)[0]
