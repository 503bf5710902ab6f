"""permissions: what a caller may do, and which workspaces are the caller's."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError

import pytest

from vindex_search.auth.permissions import LOCAL_CALLER, PERMISSIONS, Caller, Forbidden, Permission

SEARCH: frozenset[Permission] = frozenset({"search"})
TEAM = Caller("ci", SEARCH, ("team", "lab"))


@pytest.mark.parametrize("workspace", ["team", "lab"])
def test_a_workspace_of_the_caller_is_seen(workspace: str) -> None:
    assert TEAM.can_see(workspace)
    assert TEAM.allowed_workspaces([workspace]) == (workspace,)


@pytest.mark.parametrize("workspace", ["teams", "team-2", "tea", "t", "steam", "Team", "other", "team, lab", ""])
def test_no_other_workspace_is_seen_however_its_name_begins_or_ends(workspace: str) -> None:
    assert not TEAM.can_see(workspace)
    with pytest.raises(Forbidden, match=re.escape(f"ci may not see workspace {workspace!r}; allowed: team, lab")):
        TEAM.allowed_workspaces([workspace])


def test_one_workspace_of_others_among_the_callers_is_refused() -> None:
    for requested in (["team", "other"], ["other", "team"]):
        with pytest.raises(Forbidden, match="'other'"):
            TEAM.allowed_workspaces(requested)


def test_a_caller_who_names_no_workspace_searches_all_of_their_own() -> None:
    assert TEAM.allowed_workspaces([]) == ("team", "lab")


def test_a_caller_without_workspaces_sees_all_of_the_library() -> None:
    everybody = Caller("boss", SEARCH)
    assert everybody.can_see("team")
    assert everybody.allowed_workspaces(["team", "other"]) == ("team", "other")
    assert everybody.allowed_workspaces([]) == ()


@pytest.mark.parametrize("granted", PERMISSIONS)
@pytest.mark.parametrize("needed", PERMISSIONS)
def test_a_permission_includes_no_other_but_admin_includes_all(granted: Permission, needed: Permission) -> None:
    caller = Caller("ci", frozenset({granted}))
    assert caller.has_permission(needed) is (granted in (needed, "admin"))


def test_a_caller_without_permissions_may_do_nothing() -> None:
    assert not any(Caller("nobody", frozenset()).has_permission(needed) for needed in PERMISSIONS)


def test_permissions_of_a_caller_cannot_be_raised() -> None:
    with pytest.raises(FrozenInstanceError):
        TEAM.permissions = frozenset(PERMISSIONS)  # type: ignore[misc]  # that is what is refused


def test_somebody_on_this_machine_may_do_everything_everywhere() -> None:
    assert Caller("anybody on this machine", frozenset({"search", "edit", "upload", "admin"}), ()) == LOCAL_CALLER
