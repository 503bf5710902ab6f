"""environment: what a child inherits is on a list; its packages are found, and no others in the same folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.session.checkout import CHECKOUT
from vindex_search.sandbox.environment import KEPT, child_environment, import_roots, package_folder
from vindex_search.sandbox.jail.folders import library_folders

SECRETS = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "VINDEX_HOME", "DAGSTER_HOME", "HF_TOKEN", "DATABASE_URL", "LD_PRELOAD")


@pytest.mark.parametrize("name", [*SECRETS, "SSH_AUTH_SOCK", "http_proxy", "DBUS_SESSION_BUS_ADDRESS", "PYTHONSTARTUP"])
def test_what_opens_doors_is_left_behind(name: str) -> None:
    assert name not in child_environment([], None, {name: "x"})


@given(st.dictionaries(st.text("ADLPTHCN_", min_size=1, max_size=8), st.just("x"), max_size=5))
def test_nothing_is_inherited_that_is_not_on_the_list(parent: dict[str, str]) -> None:
    own = set(child_environment([], None, {}))
    found = child_environment([], None, parent)
    assert all(name in KEPT or name.startswith("LC_") for name in found if name not in own)


def test_language_clock_and_threads_are_those_of_the_parent() -> None:
    parent = {"TZ": "Asia/Kolkata", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "OMP_NUM_THREADS": "1", "PATH": "/bin"}
    assert child_environment([], None, parent).items() >= parent.items()


def test_temporary_files_go_to_the_scratch_folder() -> None:
    found = child_environment([Path("/a"), Path("/b")], "/scratch", {"TMPDIR": "/tmp", "HOME": "/root"})
    assert (found["TMPDIR"], found["HOME"], found["PYTHONPATH"]) == ("/scratch", "/scratch", "/a:/b")


def test_the_packages_of_a_checkout_are_readable_and_what_lies_beside_them_is_not() -> None:
    assert import_roots("tests.support.media.child_tasks") == [CHECKOUT]
    folders = library_folders("tests.support.media.child_tasks")
    assert {str(CHECKOUT / name) for name in ("vindex_assets", "vindex_search", "tests")} <= set(folders)
    beside = (CHECKOUT, CHECKOUT.parent, CHECKOUT / "dagster_home", Path.home(), Path("/"), Path("/tmp"), Path("/etc"))
    assert not {str(path) for path in beside} & set(folders)


def test_a_module_in_no_package_is_refused() -> None:
    with pytest.raises(ValueError, match="string is no package in a folder"):
        package_folder("string")
